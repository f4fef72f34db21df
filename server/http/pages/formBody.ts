/**
 * The bodies of forms: read within bounds that are known before anything is parsed, so that no form, however
 * it was made, costs more than a glance at its bytes.
 */
import { finished } from 'node:stream/promises';
import express from 'express';
import { DomainError } from '../../../contract/domainError.ts';
import { MAX_SUITE_FILE_BYTES } from '../../../suiteFiles/index.ts';
import { asRequestRefusal } from '../requestProblem.ts';
import type { LargeBodies } from '../security/largeBodies.ts';
import { MAX_BODY_BYTES } from '../security/requestSize.ts';
import { isDataRequest, pagePath } from './pagePath.ts';

/** The longest question of the chat takes 72 KB when it is written as a form. */
const MAX_FORM_BYTES = 128 * 1024;
/** The form of a run has some thirty, and three more for each prompt that is typed. */
const MAX_FORM_FIELDS = 200;

/** Pages whose forms hold a list of prompts or a file of them: what is called with it, and how much it may be. */
const largeForms = {
  '/demo/test-model/batch': { procedure: 'batch.start', maxBytes: MAX_BODY_BYTES },
  '/demo/test-model/batch/suites/new': {
    procedure: 'suite.import',
    maxBytes: MAX_SUITE_FILE_BYTES + MAX_FORM_BYTES,
  },
} as const;

/**
 * Reads the body of a form into `req.body`, as bytes. A page says itself what was wrong with one where a
 * script sent it, by `res.locals.formRefusal`: the script understands nothing but pages.
 */
export function formBody({ inTurn, admit }: LargeBodies): express.RequestHandler {
  const read = (limit: number) =>
    express.raw({ limit, type: () => true, verify: assertModestForm });
  const small = read(MAX_FORM_BYTES);
  const large = new Map(
    Object.values(largeForms).map(({ maxBytes }) => [maxBytes, inTurn(read(maxBytes))]),
  );
  return async (req, res, next) => {
    const refuse = (error?: unknown) => {
      if (!error || !isDataRequest(req)) return next(error);
      res.locals.formRefusal = asRequestRefusal(error);
      readToItsEnd(req, res).then(() => next());
    };
    if (req.method !== 'POST') return next();
    const form = largeForms[pagePath(req) as keyof typeof largeForms];
    const readLarge = form && large.get(form.maxBytes);
    if (!readLarge) return small(req, res, refuse);
    try {
      await admit(req, form.procedure);
    } catch (error) {
      return refuse(error);
    }
    readLarge(req, res, refuse);
  };
}

/**
 * Lets the rest of a body pass that nobody wants: a connection on which it still stands serves nothing else.
 * One that is much too long is cut off.
 */
async function readToItsEnd(req: express.Request, res: express.Response): Promise<void> {
  if (Number(req.headers['content-length'] ?? Infinity) > 2 * MAX_BODY_BYTES) {
    res.setHeader('connection', 'close');
    return;
  }
  if (!req.complete) await finished(req.resume()).catch(() => {});
}

/**
 * Refuses a form with more fields than any of ours has.
 * @throws DomainError `too_large`
 */
export function assertModestForm(
  { headers }: Pick<express.Request, 'headers'>,
  _res: unknown,
  bytes: Buffer,
): void {
  const { separator } = formEncoding(headers['content-type']);
  let fields = 0;
  for (let at = bytes.indexOf(separator); at !== -1; at = bytes.indexOf(separator, at + 1)) {
    fields += 1;
    if (fields > MAX_FORM_FIELDS) {
      throw new DomainError('too_large', `The form has more than ${MAX_FORM_FIELDS} fields.`);
    }
  }
}

interface FormEncoding {
  /** What stands between fields. */
  separator: string;
  /** What to parse the form by: the type as it was read here. Empty where the type is none of a form. */
  contentType: string;
}

const URL_ENCODED = 'application/x-www-form-urlencoded';

/**
 * How a form was encoded. Whoever parses it does so by what this says and not by the header, of which another
 * reader may take something else for the boundary (RFC 7578, section 4.1), so that nothing would have been counted.
 */
export function formEncoding(header = ''): FormEncoding {
  const type = header.split(';', 1)[0]?.trim().toLowerCase();
  const [, quoted, token] = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(header) ?? [];
  const boundary = quoted ?? token;
  if (type === 'multipart/form-data' && boundary !== undefined) {
    return { separator: `--${boundary}`, contentType: `${type}; boundary="${boundary}"` };
  }
  return { separator: '&', contentType: type === URL_ENCODED ? type : '' };
}
