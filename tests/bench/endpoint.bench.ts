/** What our endpoint client costs over a bare undici call to the same server, in one run. */
import { performance } from 'node:perf_hooks';
import { Agent, request } from 'undici';
import { openModelClient } from '../../server/endpoint/index.ts';
import type { BenchContext, Row } from './main.ts';

const CALLS = 2_000;
const AT_ONCE = 16;
const ROUNDS = 3;

export async function benchEndpoint({ startEndpoint }: BenchContext): Promise<Row[]> {
  const url = `${await startEndpoint(0)}/chat/completions`;
  const body = JSON.stringify({
    model: 'bench',
    messages: [{ role: 'user', content: 'Hello' }],
    max_tokens: 64,
    stream: true,
    stream_options: { include_usage: true },
  });
  const agent = new Agent({ connections: 256 });
  const bare = async () => {
    const response = await request(url, {
      dispatcher: agent,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    await response.body.text();
  };
  const client = openModelClient({ allowLocalhost: true });
  const ours = async () => {
    await client.call(
      { endpointUrl: url, apiKey: '', modelId: 'bench' },
      { messages: [{ role: 'user', content: 'Hello' }], maxTokens: 64, timeoutMs: 10_000 },
    );
  };
  await cpuMsPerCall(bare, 200);
  await cpuMsPerCall(ours, 200);
  let bareMs = 0;
  let oursMs = 0;
  // Alternating rounds, so that a noisy moment of the machine hits both.
  for (let round = 0; round < ROUNDS; round += 1) {
    bareMs += await cpuMsPerCall(bare, CALLS / ROUNDS);
    oursMs += await cpuMsPerCall(ours, CALLS / ROUNDS);
  }
  await Promise.all([agent.destroy(), client.close()]);
  return [
    {
      name: `CPU a call against bare undici, ${AT_ONCE} at once`,
      ratio: oursMs / bareMs,
      detail: `${micro(oursMs)} µs against ${micro(bareMs)} µs`,
    },
  ];

  function micro(totalMs: number): number {
    return Math.round((totalMs / ROUNDS) * 1000);
  }
}

async function cpuMsPerCall(call: () => Promise<void>, calls: number): Promise<number> {
  let left = Math.round(calls);
  const before = process.cpuUsage();
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left-- > 0) await call();
    }),
  );
  const used = process.cpuUsage(before);
  if (performance.now() - startedAt > 120_000) throw new Error('The bench took too long.');
  return (used.user + used.system) / 1000 / calls;
}
