import { request } from 'node:http';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';

/** The body as it arrives, decoded as one text. */
export async function readChunks(response: Response): Promise<{ at: number; text: string }[]> {
  const decoder = new TextDecoder();
  const pieces: { at: number; text: string }[] = [];
  for await (const bytes of Readable.fromWeb(response.body as ReadableStream)) {
    pieces.push({ at: performance.now(), text: decoder.decode(bytes, { stream: true }) });
  }
  return pieces;
}

// biome-ignore lint/suspicious/noExplicitAny: the events of a test are looked into, not relied on
export function eventsIn(body: string): any[] {
  const lines = body.split('\n').filter((line) => line.startsWith('data: {'));
  return lines.map((line) => JSON.parse(line.slice('data: '.length)));
}

export function contentOf(body: string): string {
  return eventsIn(body)
    .map((event) => event.choices?.[0]?.delta.content ?? '')
    .join('');
}

/** Calls a model below fetch, which hides how a connection ended and what came before. */
export function receive(baseUrl: string, { leaveAfterMs }: { leaveAfterMs?: number } = {}) {
  const { promise, resolve } = Promise.withResolvers<{
    status: number | undefined;
    body: string;
    code: string | undefined;
  }>();
  let status: number | undefined;
  let body = '';
  const end = (error?: NodeJS.ErrnoException) => resolve({ status, body, code: error?.code });
  const req = request(`${baseUrl}/chat/completions`, { method: 'POST', agent: false }, (res) => {
    status = res.statusCode;
    res.setEncoding('utf8').on('data', (piece) => {
      body += piece;
    });
    res.on('error', end).on('end', () => end());
  });
  req.on('error', end);
  req.end(JSON.stringify({ model: 'some-model', messages: [], stream: true }));
  if (leaveAfterMs !== undefined) setTimeout(() => req.destroy(), leaveAfterMs);
  return promise;
}
