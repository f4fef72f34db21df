import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The port is in use or not permitted; `message` completes "The port …". */
export class PortUnavailableError extends Error {
  override name = 'PortUnavailableError';
}

/**
 * Makes `server` listen on a port and returns its URL.
 * @throws PortUnavailableError
 */
export async function listen(
  server: Server,
  { host, port }: { host: string; port: number },
): Promise<string> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new PortUnavailableError(
      code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be used (${code})`,
    );
  }
  const { port: actual } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${actual}`;
}
