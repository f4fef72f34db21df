import { connect, createServer, type Socket } from 'node:net';

/** Passes connections on to a port of this machine, until it is told to break them off. */
export interface LossyProxy {
  url: string;
  /** Breaks all connections off and lets no new ones through. */
  refuse(): void;
  accept(): void;
  close(): void;
}

export async function startLossyProxy(port: number): Promise<LossyProxy> {
  const sockets = new Set<Socket>();
  let isOpen = true;
  const server = createServer((client) => {
    if (!isOpen) {
      client.destroy();
      return;
    }
    const upstream = connect(port, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
        sockets.delete(socket);
      });
    }
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const destroySockets = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    refuse() {
      isOpen = false;
      destroySockets();
    },
    accept() {
      isOpen = true;
    },
    close() {
      server.close();
      destroySockets();
    },
  };
}
