import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type Answer, decode, encode, RECURSION_DESIRED } from 'dns-packet';

export interface FakeNameServer {
  /** As `DEMO_NAME_SERVERS` names it. */
  address: string;
  /** Names that were asked for, in lower case, once for each kind of address and each try. */
  readonly asked: string[];
  /** What a name leads to from now on; nobody may keep that. */
  set(name: string, addresses: string[]): void;
  close(): Promise<void>;
}

const NAME_ERROR = 3;

/** A name server on loopback. It stays silent about names below `silent.example`, and knows only what it was told. */
export async function startFakeNameServer(): Promise<FakeNameServer> {
  const known = new Map<string, string[]>();
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (message, { port, address }) => {
    const { id, questions = [] } = decode(message);
    const [question] = questions;
    if (!question) return;
    const name = question.name.toLowerCase();
    asked.push(name);
    if (name.endsWith('.silent.example')) return;
    const addresses = known.get(name);
    const answers = (addresses ?? [])
      .map((data): Answer => ({ type: data.includes(':') ? 'AAAA' : 'A', name, ttl: 0, data }))
      .filter(({ type }) => type === question.type);
    const flags = RECURSION_DESIRED | (addresses ? 0 : NAME_ERROR);
    socket.send(encode({ type: 'response', id, flags, questions, answers }), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    set: (name, addresses) => void known.set(name, addresses),
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}
