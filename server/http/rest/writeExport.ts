import { once } from 'node:events';
import type { ProcedureOutput } from '../../api/index.ts';
import type { RestResponder } from './restRoute.ts';

/** Writes an export as a download, as fast as the client takes it. */
export async function writeExport(
  { filename, contentType, chunks }: ProcedureOutput<'export.document'>,
  { res }: RestResponder,
): Promise<void> {
  res.attachment(filename);
  // Should a browser show it after all, then as a page that may do nothing.
  res.set('content-security-policy', 'sandbox');
  res.type(contentType);
  for await (const chunk of chunks) {
    if (res.destroyed) return;
    if (!res.write(chunk)) await Promise.race([once(res, 'drain'), once(res, 'close')]);
  }
  res.end();
}
