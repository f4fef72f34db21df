/** Reads the JSON of a request within bounds that are known before anything is parsed. */
import express from 'express';
import { DomainError } from '../../../contract/domainError.ts';
import { type ProcedureName, takesMuch } from '../../api/index.ts';
import { isSmall, type LargeBodies } from './largeBodies.ts';
import { assertModestJson } from './modestJson.ts';
import { MAX_BODY_BYTES, MAX_SMALL_BODY_BYTES } from './requestSize.ts';

const verify = (_req: unknown, _res: unknown, bytes: Uint8Array) => assertModestJson(bytes);

/**
 * Parses the body into `req.body` for a procedure that whoever the body, the query, a header or the cookie
 * names wants to call.
 * @param tokenOf the session of a request whose body names the first of its arguments, or none
 */
export function parsedJson(
  { inTurn, admit }: LargeBodies,
  procedure: ProcedureName,
  tokenOf: (req: express.Request, inBody: string | undefined) => string | undefined,
): express.RequestHandler {
  const small = inUtf8(express.json({ limit: MAX_SMALL_BODY_BYTES, verify }));
  if (!takesMuch(procedure)) return anObject(small);
  const bytes = express.raw({ limit: MAX_BODY_BYTES, type: 'application/json' });
  const parse = async (req: express.Request, body: Buffer) => {
    await admit(req, procedure, tokenOf(req, sessionIdIn(body)));
    assertModestJson(body);
    req.body = jsonIn(body);
  };
  const large = inUtf8(
    inTurn((req, res, next) =>
      bytes(req, res, (error?: unknown) => {
        if (error || !Buffer.isBuffer(req.body)) return next(error);
        parse(req, req.body).then(() => next(), next);
      }),
    ),
  );
  return anObject((req, res, next) => (isSmall(req) ? small : large)(req, res, next));
}

/** Refuses a body that is called something else than JSON, which would be taken for none, and a list. */
function anObject(read: express.RequestHandler): express.RequestHandler {
  return (req, res, next) => {
    if (hasBody(req) && !req.is('application/json')) return next(notJson());
    read(req, res, (error?: unknown) => {
      if (error || !Array.isArray(req.body)) return next(error);
      next(new DomainError('invalid_input', 'The body must be a JSON object, not a list.'));
    });
  };
}

function hasBody({ headers }: express.Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** As the parsers of bodies refuse. */
function notJson(): Error {
  const status = 415;
  return Object.assign(new Error('not JSON'), { status, expose: true, type: 'type.unsupported' });
}

/** Puts the text into `req.body`, for those who parse it themselves. */
export function jsonText(
  { inTurn, admit }: LargeBodies,
  procedures: string[],
): express.RequestHandler {
  const text = (limit: number) => inUtf8(express.text({ limit, verify, type: 'application/json' }));
  const procedure = procedures.find(takesMuch);
  if (!procedure) return text(MAX_SMALL_BODY_BYTES);
  const large = inTurn(text(MAX_BODY_BYTES));
  return (req, res, next) => {
    admit(req, procedure).then(() => large(req, res, next), next);
  };
}

/** Within a text of JSON a quotation mark has a backslash before it, so that this is the field's name. */
const SESSION_ID = /"session_id"\s*:\s*"([^"\\]{1,200})"/;

/** The session that a body names, without parsing it. */
function sessionIdIn(body: Buffer): string | undefined {
  return SESSION_ID.exec(body.toString('latin1'))?.[1];
}

/**
 * Refuses all other encodings, as RFC 8259, section 8.1, has it. Its bounds are counted in bytes, among which those of
 * UTF-16 or UTF-7 show neither fields nor levels.
 */
function inUtf8(read: express.RequestHandler): express.RequestHandler {
  return (req, res, next) => {
    if (isUtf8(req.headers['content-type'])) read(req, res, next);
    else next(new DomainError('invalid_input', 'Send JSON in UTF-8.'));
  };
}

/** However a header spells it, and should it name several. */
function isUtf8(contentType = ''): boolean {
  const charsets = contentType.matchAll(/charset\s*=\s*("[^"]*"?|[^\s;]*)/gi);
  return [...charsets].every(([, charset = '']) => /^(?:utf-?8|"utf-?8")$/i.test(charset));
}

function jsonIn(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new DomainError('invalid_input', 'The body is not valid JSON.');
  }
}
