import type { ProcedureOutput } from '../../api/index.ts';
import type { RestResponder } from './restRoute.ts';

export const suiteContentTypes = {
  json: 'application/json',
  jsonl: 'application/jsonl',
  csv: 'text/csv',
} as const satisfies Record<ProcedureOutput<'suite.document'>['format'], string>;

/** Writes a suite as a download. */
export async function writeSuite(
  { name, format, text }: ProcedureOutput<'suite.document'>,
  { res }: RestResponder,
): Promise<void> {
  res.attachment(`${name.replace(/[^\p{L}\p{N}._ -]+/gu, '-')}.${format}`);
  res.set('content-security-policy', 'sandbox');
  res.type(`${suiteContentTypes[format]}; charset=utf-8`).send(text);
}
