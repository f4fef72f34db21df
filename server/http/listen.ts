import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Nothing can listen there; `message` completes "Port … on …". */
export class PortUnavailableError extends Error {
  override name = 'PortUnavailableError';
}

const NO_ADDRESS =
  'cannot be used, since HOST is no address of this machine. Use 127.0.0.1, or 0.0.0.0 for all of them';

/** By Node's code. */
const reasons: Record<string, string> = {
  EADDRINUSE: 'is in use by another program. Choose another port',
  EACCES: 'may not be used by this user. Choose a port above 1023',
  EADDRNOTAVAIL: NO_ADDRESS,
  EINVAL: NO_ADDRESS,
  ENOTFOUND: NO_ADDRESS,
  EAI_AGAIN: NO_ADDRESS,
};

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
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new PortUnavailableError(reasons[code] ?? `cannot be used (${code}). Choose another one`);
  }
  const { port: actual } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${actual}`;
}
