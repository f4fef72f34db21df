import type { ProcedureOutput } from '../../api/index.ts';
import type { DocumentChunks } from '../../export/index.ts';
import type { RestResponder } from './restRoute.ts';

/** Writes an export as a download, as fast as the client takes it. */
export async function writeExport(
  { filename, contentType, chunks }: ProcedureOutput<'export.document' | 'export.comparison'>,
  { res }: RestResponder,
): Promise<void> {
  res.attachment(filename);
  // Should a browser show it after all, then as a page that may do nothing.
  res.set('content-security-policy', 'sandbox');
  res.type(contentType);
  // In this process the chunks are what they were made as; over the wire they are text.
  const { asWritten } = chunks as DocumentChunks;
  let goOn = () => {};
  res.on('close', () => goOn());
  for await (const chunk of asWritten()) {
    // The next one may be written over this one's memory.
    await new Promise<void>((resolve) => {
      goOn = resolve;
      res.write(chunk, () => resolve());
    });
    if (res.destroyed) return;
  }
  res.end();
}
