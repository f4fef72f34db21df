/**
 * The CPU that our endpoint client uses, against bare undici calls to the same server in the same
 * run. Of each contender the same number of calls, in alternating rounds, so that a noisy moment of
 * the machine hits all; a ratio is the median of the rounds' ratios.
 */
import { Agent, request } from 'undici';
import { openModelClient } from '../../server/endpoint/index.ts';
import { startEndpointProcess } from './endpointProcess.ts';
import type { Row } from './main.ts';
import { quantile } from './quantile.ts';

const AT_ONCE = 16;
const ROUNDS = 9;
const AIM = 1.5;
const API_KEY = 'sk-bench-0123456789abcdefghijklmnopqrstuv';
const MESSAGES = [{ role: 'user' as const, content: 'Hello' }];
const MAX_TOKENS = 2_000;

export async function benchEndpointCpu(): Promise<Row[]> {
  return [...(await perCall()), ...(await perThousandChunks(1)), ...(await perThousandChunks(16))];
}

async function perCall(): Promise<Row[]> {
  const { ours, bytes } = await measure({ chunks: 20, eventsPerWrite: 1, calls: 1_200 });
  return [
    {
      name: `CPU a call of 20 chunks against bare undici, ${AT_ONCE} at once`,
      ...against(ours, bytes),
    },
  ];
}

async function perThousandChunks(eventsPerWrite: number): Promise<Row[]> {
  const { ours, bytes, parsed } = await measure({ chunks: 1_000, eventsPerWrite, calls: 64 });
  const shape = `${eventsPerWrite} a write, ${AT_ONCE} at once`;
  return [
    {
      name: `CPU per 1,000 chunks against bare undici that only reads the bytes, ${shape}`,
      ...against(ours, bytes),
    },
    {
      name: `CPU per 1,000 chunks against bare undici with the least parsing, ${shape}`,
      ...against(ours, parsed),
    },
  ];
}

/** The ratio of our CPU to the other's, round by round. */
function against(
  ours: number[],
  other: number[],
): Pick<Row & { ratio: number }, 'ratio' | 'aim' | 'detail'> {
  const ratios = ours.map((value, round) => value / (other[round] ?? Number.NaN));
  return {
    ratio: quantile(ratios, 0.5),
    aim: AIM,
    detail: `${Math.round(quantile(ours, 0.5))} µs against ${Math.round(quantile(other, 0.5))} µs`,
  };
}

async function measure({
  chunks,
  eventsPerWrite,
  calls,
}: {
  chunks: number;
  eventsPerWrite: number;
  calls: number;
}) {
  const text = Array.from({ length: chunks }, (_, index) => `word${index}`).join(' ');
  const endpoint = await startEndpointProcess({ text, eventsPerWrite });
  const endpointUrl = `${endpoint.url}/chat/completions`;
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
    const response = await request(endpointUrl, {
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
      if ((await leastParsing(await bareBody())) !== text) throw new Error('Not the answer.');
    },
    async ours() {
      const answer = await client.call(
        { endpointUrl, apiKey: API_KEY, modelId: 'bench', adaptations: {} },
        { messages: MESSAGES, maxTokens: MAX_TOKENS, stream: true, timeoutMs: 60_000 },
      );
      if (answer.text !== text) throw new Error('Not the answer.');
    },
  };

  const measured = { bytes: [] as number[], parsed: [] as number[], ours: [] as number[] };
  const names = Object.keys(contenders) as (keyof typeof contenders)[];
  try {
    for (let round = -1; round < ROUNDS; round += 1) {
      for (const name of names) {
        const used = await cpuMicrosPerCall(contenders[name], calls);
        // The first round is for the compiler.
        if (round >= 0) measured[name].push(used);
      }
    }
  } finally {
    await Promise.all([agent.destroy(), client.close(), endpoint.stop()]);
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
