import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Stands in front of a server and passes everything on, but events only when their stream has ended, as
 * proxies do that collect an answer before they send it.
 */
export async function startBufferingProxy(target: string): Promise<{ url: string; close(): void }> {
  const { hostname, port } = new URL(target);
  const proxy = createServer((req, res) => {
    const { url, method, headers } = req;
    const forwarded = request({ hostname, port, path: url, method, headers }, async (answer) => {
      const isStream = answer.headers['content-type']?.startsWith('text/event-stream');
      const bufferedBody = isStream ? await answer.toArray().catch(() => []) : undefined;
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      if (bufferedBody) res.end(Buffer.concat(bufferedBody));
      else answer.pipe(res);
    });
    forwarded.on('error', () => res.destroy());
    res.on('close', () => forwarded.destroy());
    req.pipe(forwarded);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    close() {
      proxy.close();
      proxy.closeAllConnections();
    },
  };
}
