import { once } from 'node:events';
import type express from 'express';
import type { Caller } from '../../api/appRouter.ts';

/** Sends an export as a download, as fast as the client takes it. CSV unless asked otherwise. */
export async function sendExport(
  caller: Caller,
  { format = 'csv', testRunId }: Record<string, unknown>,
  res: express.Response,
): Promise<void> {
  const document = await caller.export.document({ format, testRunId } as never);
  res.attachment(document.filename);
  // Should a browser show it after all, then as a page that may do nothing.
  res.set('content-security-policy', 'sandbox');
  res.type(document.contentType);
  for await (const chunk of document.chunks) {
    if (res.destroyed) return;
    if (!res.write(chunk)) await Promise.race([once(res, 'drain'), once(res, 'close')]);
  }
  res.end();
}
