import { subscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import { parseArgs } from 'node:util';
import { startFakeModelServer } from './fakeModelServer.ts';

/** What the fake's own clock says of one chat call; milliseconds since the request came in. */
export interface CallTiming {
  prompt: string;
  /** The first chunk with text was written. */
  firstTextMs: number;
  /** The last byte was written. */
  lastByteMs: number;
}

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    /** Milliseconds to the first token, and from one to the next. */
    ttft: { type: 'string', default: '0' },
    pace: { type: 'string', default: '0' },
    /** Milliseconds to the end of the answer, in place of a pace. */
    latency: { type: 'string' },
    /** Most milliseconds that `ttft` and `latency` grow by, anew for each call, alike in each run. */
    jitter: { type: 'string' },
    'events-per-write': { type: 'string' },
    text: { type: 'string' },
    reasoning: { type: 'string' },
    key: { type: 'string' },
    /** Servers to start, all alike; the first tells the timings. */
    servers: { type: 'string', default: '1' },
    /** May be given several times. */
    model: { type: 'string', multiple: true },
  },
});

const ttftMs = Number(values.ttft);
const latencyMs = values.latency === undefined ? undefined : Number(values.latency);
const writtenAt = new Map<unknown, { firstText: number; lastByte: number }>();
// Only for whoever can ask for the timings; it ends with them.
if (process.send) {
  process.on('disconnect', () => process.exit());
  subscribe('http.server.request.start', (message) => {
    recordWrites((message as { response: ServerResponse }).response);
  });
}

const options = {
  port: Number(values.port),
  host: values.host,
  ttftMs,
  latencyMs,
  msPerChunk: latencyMs === undefined ? Number(values.pace) : undefined,
  eventsPerWrite: values['events-per-write'] ? Number(values['events-per-write']) : undefined,
  text: values.text,
  reasoning: values.reasoning,
  apiKey: values.key,
  models: values.model,
};
const fake = await startFakeModelServer(options);
const others = await Promise.all(
  Array.from({ length: Number(values.servers) - 1 }, () =>
    startFakeModelServer({ ...options, port: 0 }),
  ),
);

if (values.jitter) {
  const jitterMs = Number(values.jitter);
  const random = randomNumbers();
  fake.respond(() => ({
    kind: 'answer',
    ttftMs: ttftMs + jitterMs * random(),
    latencyMs: latencyMs === undefined ? undefined : latencyMs + jitterMs * random(),
  }));
}

process.on('message', () => {
  const timings = fake.chatCalls.flatMap(({ id, prompt, at }): CallTiming[] => {
    const written = writtenAt.get(`fake-${id}`);
    if (!written) return [];
    return [{ prompt, firstTextMs: written.firstText - at, lastByteMs: written.lastByte - at }];
  });
  process.send?.(timings);
});

for (const { url } of [fake, ...others]) console.log(`Fake model server: ${url}`);

function recordWrites(response: ServerResponse): void {
  const write = response.write.bind(response) as (...given: unknown[]) => boolean;
  const end = response.end.bind(response) as (...given: unknown[]) => ServerResponse;
  let firstText: number | undefined;
  response.write = (...given: unknown[]) => {
    if (firstText === undefined && (given[0] as Buffer).includes('"delta":{"content":')) {
      firstText = performance.now();
    }
    return write(...given);
  };
  response.end = (...given: unknown[]) => {
    const lastByte = performance.now();
    if (firstText !== undefined) {
      writtenAt.set(response.getHeader('x-request-id'), { firstText, lastByte });
    }
    return end(...given);
  };
}

/** Fractions from 0 to 1 that are the same in each run. */
function randomNumbers(): () => number {
  let state = 1;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
