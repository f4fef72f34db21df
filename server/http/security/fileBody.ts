/** Reads a file that is the body of a request, or a part of its multipart form. */
import express from 'express';
import { DomainError } from '../../../contract/domainError.ts';
import type { LargeProcedureName } from '../../api/index.ts';
import { assertModestForm, formEncoding } from '../pages/formBody.ts';
import type { LargeBodies } from './largeBodies.ts';

/** The field of a form that holds the file. */
const FILE_FIELD = 'file';

/** What `fileBody` puts into `req.body`. */
export interface FileBody {
  file: Uint8Array;
  /** Where the form tells it. */
  fileName?: string;
}

/**
 * Reads the body as it is, whatever its media type says; of a multipart form the part `file`, beside which other fields
 * may stand.
 * @param tokenOf the session that wants to call `procedure`
 */
export function fileBody(
  { inTurn, admit }: LargeBodies,
  procedure: LargeProcedureName,
  maxBytes: number,
  tokenOf: (req: express.Request) => string,
): express.RequestHandler {
  // The head of a form's part comes on top.
  const read = inTurn(
    express.raw({ limit: maxBytes + 64 * 1024, inflate: false, type: () => true }),
  );
  return async (req, res, next) => {
    try {
      // Before anything is read: it may be a lot.
      await admit(req, procedure, tokenOf(req));
    } catch (error) {
      return next(error);
    }
    read(req, res, (error?: unknown) => {
      if (error) return next(error);
      fileIn(req).then((body) => {
        req.body = body;
        next();
      }, next);
    });
  };
}

/** @throws DomainError `invalid_input`, `too_large` */
async function fileIn(req: express.Request): Promise<FileBody & Record<string, unknown>> {
  const bytes = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
  const { contentType } = formEncoding(req.headers['content-type']);
  if (!contentType.startsWith('multipart/')) return { file: bytes };
  assertModestForm(req, undefined as never, bytes);
  const form = await new Response(new Uint8Array(bytes), {
    headers: { 'content-type': contentType },
  })
    .formData()
    .catch(() => {
      throw new DomainError('invalid_input', 'The form cannot be read. Send the file as the body.');
    });
  const sent = form.get(FILE_FIELD);
  if (sent === null) {
    throw new DomainError('invalid_input', 'is required: the part of the form with the file', {
      field: FILE_FIELD,
    });
  }
  if (form.getAll(FILE_FIELD).length > 1) {
    throw new DomainError('invalid_input', 'must be one file: a suite comes from one', {
      field: FILE_FIELD,
    });
  }
  const others = [...form].filter(
    ([name, value]) => name !== FILE_FIELD && typeof value === 'string',
  );
  const fields = Object.fromEntries(others);
  if (typeof sent === 'string') return { ...fields, file: new TextEncoder().encode(sent) };
  return { ...fields, file: new Uint8Array(await sent.arrayBuffer()), fileName: sent.name };
}
