import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EnvError } from '../process/env.ts';

/**
 * Opens `server` on a port, and says under which address it can be reached. `variable` is where the
 * port came from.
 * @throws EnvError when the port is taken or may not be used
 */
export async function listen(
  server: Server,
  { host, port, variable }: { host: string; port: number; variable: string },
): Promise<string> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const taken =
      code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be used (${code})`;
    throw new EnvError([`${variable}=${port} on ${host} ${taken}. Choose another one.`]);
  }
  const { port: actual } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${actual}`;
}
