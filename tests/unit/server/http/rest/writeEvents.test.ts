import { once } from 'node:events';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import type express from 'express';
import { expect, it } from 'vitest';
import { type WireEvent, writeEvents } from '../../../../../server/http/rest/writeEvents.ts';

/** Whoever reads the answer of a server that writes these events; `written` is settled when it has written all. */
async function serve(events: (left: AbortSignal) => AsyncGenerator<WireEvent>) {
  const { promise: written, resolve, reject } = Promise.withResolvers<void>();
  const server = createServer((_req, res) => {
    const left = new AbortController();
    res.on('close', () => left.abort());
    writeEvents(
      events(left.signal),
      {
        res: res as express.Response,
        signal: left.signal,
        namedSessionId: undefined,
        onBroken: () => {},
      },
      () => ({ type: 'error' }),
    ).then(resolve, (error) => {
      res.destroy();
      reject(error);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const request = get({ port, host: '127.0.0.1', agent: false });
  request.on('error', () => {});
  return { request, written, close: () => server.close() };
}

async function bodyOf(request: ReturnType<typeof get>): Promise<string> {
  const [response] = await once(request, 'response');
  let text = '';
  for await (const piece of response.setEncoding('utf8')) text += piece;
  return text;
}

it('writes events with their ids, and tells of what broke in the middle', async () => {
  const { request, written, close } = await serve(async function* () {
    yield { id: '7', data: { a: 1 } };
    throw new Error('gone');
  });
  expect(await bodyOf(request)).toBe('id: 7\ndata: {"a":1}\n\ndata: {"type":"error"}\n\n');
  await written;
  close();
});

it('throws what fails before anything is written', async () => {
  // biome-ignore lint/correctness/useYield: it fails before its first event
  const { written, close } = await serve(async function* () {
    throw new Error('refused');
  });
  await expect(written).rejects.toThrow('refused');
  close();
});

it('ends with the one who reads, who may have stopped reading long before', async () => {
  let isReleased = false;
  const { request, written, close } = await serve(async function* (left) {
    try {
      // More than any buffer on the way holds.
      while (!left.aborted) yield { data: { text: 'x'.repeat(100_000) } };
      // One more comes after all.
      yield { data: {} };
    } finally {
      isReleased = true;
    }
  });
  const [response] = await once(request, 'response');
  response.pause();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(isReleased).toBe(false);
  request.destroy();
  await written;
  expect(isReleased).toBe(true);
  close();
});
