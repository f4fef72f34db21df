import { TRPCError } from '@trpc/server';
import type express from 'express';
import type { z } from 'zod';
import { DomainError } from '../../../contract/domainError.ts';
import { formEncoding } from './formBody.ts';

/** A submitted form: what its schema made of it, and all of it as it was typed. */
export interface ReadForm<Fields> {
  fields: Fields;
  form: FormData;
}

/**
 * Reads the form of a request, of which `formBody` has read the bytes, by a schema. A field that was sent
 * once is a text, one that was sent more often a list of them; `file` may be a file.
 * @throws DomainError or TRPCError, `invalid_input` where it is no form or the schema refuses it; what
 *   `formBody` refused
 */
export async function readForm<Schema extends z.ZodType>(
  { body, headers }: express.Request,
  { locals }: express.Response,
  schema: Schema,
): Promise<ReadForm<z.output<Schema>>> {
  if (locals.formRefusal) throw locals.formRefusal;
  const form = await formIn(body, formEncoding(headers['content-type']).contentType);
  const read = schema.safeParse(fieldsOf(form));
  // As a procedure refuses its input.
  if (!read.success) throw new TRPCError({ code: 'BAD_REQUEST', cause: read.error });
  return { fields: read.data, form };
}

async function formIn(body: unknown, contentType: string): Promise<FormData> {
  const bytes = body instanceof Uint8Array ? new Uint8Array(body) : '';
  try {
    return await new Response(bytes, { headers: { 'content-type': contentType } }).formData();
  } catch {
    throw new DomainError(
      'invalid_input',
      'This is no form. Open the page again and send its own.',
    );
  }
}

/** The one field of a form that may hold a file. */
const FILE_FIELD = 'file';

function fieldsOf(form: FormData): Record<string, FormDataEntryValue | FormDataEntryValue[]> {
  const fields = new Map<string, FormDataEntryValue | FormDataEntryValue[]>();
  for (const name of new Set(form.keys())) {
    const values = form.getAll(name).map((value) => entryOf(name, value));
    const [first] = values;
    if (first !== undefined) fields.set(name, values.length === 1 ? first : values);
  }
  return Object.fromEntries(fields);
}

function entryOf(name: string, value: FormDataEntryValue): FormDataEntryValue {
  if (typeof value === 'string' || name === FILE_FIELD) return value;
  const field = name.slice(0, 100);
  throw new DomainError('invalid_input', 'must be a text, not a file', { field });
}
