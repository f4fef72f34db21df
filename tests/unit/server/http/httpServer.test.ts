/** OWASP ASVS 15.2.2 and CWE-400: what slow and large clients can do to the HTTP server. */
import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpServer } from '../../../../server/http/httpServer.ts';

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function open(handler: RequestListener, patience?: Parameters<typeof createHttpServer>[0]) {
  server = createHttpServer(patience).on('request', handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return { socket, url: `http://127.0.0.1:${port}` };
}

/** Everything the server says until it closes the connection. */
async function answerOf(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (bytes) => {
    text += bytes;
  });
  socket.on('error', () => {});
  // `once` of node:events would reject at an error.
  await new Promise((resolve) => socket.once('close', resolve));
  return text;
}

const impatient = { headersMs: 300, requestMs: 600, idleMs: 500 };

describe('a slow client', () => {
  it.each([
    ['its head', 'GET / HTTP/1.1\r\n', 'X-Drip: 1\r\n'],
    ['its body', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n', 'a'],
  ])('that drips %s is cut off', async (_what, start, drop) => {
    const { socket } = await open((req, res) => req.on('end', () => res.end()).resume(), impatient);
    socket.write(start);
    const drip = setInterval(() => socket.write(drop), 50);
    socket.once('data', () => clearInterval(drip));
    const answer = await answerOf(socket).finally(() => clearInterval(drip));
    // A drop that comes after the end resets the connection, which may take an unread answer away.
    expect(answer).toMatch(/^(HTTP\/1\.1 408 |$)/);
  });

  it('that takes nothing of its answer is cut off', async () => {
    const { promise: isCut, resolve } = Promise.withResolvers<void>();
    const { socket } = await open((_req, res) => {
      res.on('close', () => resolve());
      // More than any buffer on the way holds.
      for (let written = 0; written < 64; written++) res.write(Buffer.alloc(1024 * 1024));
    }, impatient);
    socket.on('error', () => {});
    socket.pause();
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await isCut;
    socket.destroy();
  });
});

describe('a large request', () => {
  it.each([
    ['an address', `GET /${'a'.repeat(40_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
    ['a header', `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(40_000)}\r\n\r\n`],
    ['many headers', `GET / HTTP/1.1\r\nHost: x\r\n${'X-Many: 1\r\n'.repeat(4_000)}\r\n`],
  ])('with too much of %s is refused', async (_what, head) => {
    const { socket } = await open((_req, res) => res.end('read'));
    socket.write(head);
    expect(await answerOf(socket)).toMatch(/^HTTP\/1\.1 431 /);
  });
});
