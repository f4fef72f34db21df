/**
 * The CPU that our endpoint client uses, against bare undici calls to the same server in the same
 * run. The contenders take turns with the same number of calls, so that a noisy moment of the machine
 * hits all; a ratio is the median of the rounds' ratios.
 */
import { Agent, request } from 'undici';
import { openModelClient } from '../../server/endpoint/index.ts';
import type { Row } from './bench.ts';
import { type EndpointScript, startEndpointProcess } from './endpointProcess.ts';
import { quantile } from './quantile.ts';

const AT_ONCE = 16;
const ROUNDS = 5;
const AIM = 1.5;
/** With a key, looking for it in the answer counts. */
const API_KEY = 'sk-bench-0123456789abcdefghijklmnopqrstuv';
const MESSAGES = [{ role: 'user' as const, content: 'Hello' }];
const MAX_TOKENS = 2_000;

interface Shape {
  name: string;
  chunks: number;
  script: EndpointScript;
  callsARound: number;
}

// Chunks that come together cost undici little: then the parsing is what is measured. Chunks that
// come one by one, as a model makes them, cost every reader a wake-up each.
const shapes: Shape[] = [
  { name: 'a call of 20 chunks at once', chunks: 20, script: {}, callsARound: 2_000 },
  {
    name: 'a call of 20 chunks 5 ms apart',
    chunks: 20,
    script: { latencyMs: 100 },
    callsARound: 320,
  },
  {
    name: '1,000 chunks, 16 a write',
    chunks: 1_000,
    script: { eventsPerWrite: 16 },
    callsARound: 128,
  },
  {
    name: '1,000 chunks 2 ms apart',
    chunks: 1_000,
    script: { latencyMs: 2_000 },
    callsARound: 16,
  },
];

export async function* benchEndpointCpu(): AsyncGenerator<Row> {
  for (const shape of shapes) {
    const { ours, bytes, parsed } = await measure(shape);
    yield ratioRow(`CPU of ${shape.name}, against undici that only reads the bytes`, ours, bytes);
    yield ratioRow(`CPU of ${shape.name}, against undici with the least parsing`, ours, parsed);
  }
}

function ratioRow(name: string, ours: number[], others: number[]): Row {
  const ratios = ours.map((used, round) => used / (others[round] ?? Number.NaN));
  const micros = (used: number[]) => `${Math.round(quantile(used, 0.5))} µs`;
  return {
    name,
    ratio: quantile(ratios, 0.5),
    aim: AIM,
    detail: `${micros(ours)} against ${micros(others)}, ${AT_ONCE} at once`,
  };
}

/** Microseconds of CPU a call, by contender and round. */
async function measure({ chunks, script, callsARound }: Shape) {
  const text = Array.from({ length: chunks }, (_, index) => `word${index}`).join(' ');
  const server = await startEndpointProcess({ ...script, text });
  const url = `${server.url}/chat/completions`;
  const endpoint = { endpointUrl: url, modelId: 'bench', adaptations: {} };
  const agent = new Agent({ connections: 256 });
  const client = openModelClient({ allowLocalhost: true });
  const body = JSON.stringify({
    model: 'bench',
    messages: MESSAGES,
    max_tokens: MAX_TOKENS,
    stream: true,
    stream_options: { include_usage: true },
  });

  async function bareBody() {
    const response = await request(url, {
      dispatcher: agent,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    return response.body;
  }
  const contenders = {
    async bytes() {
      const whole = await (await bareBody()).text();
      if (!whole.includes('[DONE]')) throw new Error('The model server did not answer.');
    },
    async parsed() {
      assertIsAnswer(await leastParsing(await bareBody()));
    },
    async ours() {
      const answer = await client.call({
        endpoint,
        apiKey: API_KEY,
        owner: 'bench',
        messages: MESSAGES,
        maxTokens: MAX_TOKENS,
        stream: true,
        timeoutMs: 60_000,
      });
      assertIsAnswer(answer.text);
    },
  };
  function assertIsAnswer(read: string) {
    if (read !== text) throw new Error('The model server answered something else.');
  }

  const measured = { bytes: [] as number[], parsed: [] as number[], ours: [] as number[] };
  const names = Object.keys(contenders) as (keyof typeof contenders)[];
  try {
    // The round before the first is for the compiler.
    for (let round = -1; round < ROUNDS; round += 1) {
      for (const name of names) {
        const micros = await cpuMicrosPerCall(contenders[name], callsARound);
        if (round >= 0) measured[name].push(micros);
      }
    }
  } finally {
    await Promise.all([agent.destroy(), client.close(), server.stop()]);
  }
  return measured;
}

/** What nobody who wants the text can do without. */
async function leastParsing(body: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let text = '';
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('data: ') || line === 'data: [DONE]') continue;
      text += JSON.parse(line.slice(6)).choices[0]?.delta.content ?? '';
    }
  }
  return text;
}

async function cpuMicrosPerCall(call: () => Promise<void>, calls: number): Promise<number> {
  let left = calls;
  const before = process.cpuUsage();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left-- > 0) await call();
    }),
  );
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}
