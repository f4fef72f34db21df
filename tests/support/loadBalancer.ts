import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface LoadBalancer {
  url: string;
  close(): Promise<void>;
}

/** One address before several web nodes: each connection goes to the first that takes it. */
export async function startLoadBalancer(nodes: () => string[]): Promise<LoadBalancer> {
  const sockets = new Set<Socket>();
  const server = createServer(async (client) => {
    sockets.add(client);
    client.on('error', () => {}).once('close', () => sockets.delete(client));
    for (const node of nodes()) {
      const { hostname, port } = new URL(node);
      const upstream = connect(Number(port), hostname);
      try {
        await once(upstream, 'connect');
      } catch {
        continue;
      }
      // Either side that ends ends the other, as a proxy does.
      upstream.on('error', () => {}).once('close', () => client.destroy());
      client.once('close', () => upstream.destroy());
      client.pipe(upstream).pipe(client);
      return;
    }
    client.destroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
