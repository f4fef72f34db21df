/**
 * How far the times that our endpoint client measures are off what the model server's own clock says
 * of the same calls: request received to first text written, and to last byte written. A bare undici
 * call that takes the same times tells how much of it is the machine.
 */
import { Agent, request } from 'undici';
import { openModelClient } from '../../server/endpoint/index.ts';
import type { CallTiming } from '../support/fakeModelServer.main.ts';
import type { Row } from './bench.ts';
import { startEndpointProcess } from './endpointProcess.ts';
import { quantile } from './quantile.ts';

const SCRIPT = { ttftMs: 50, latencyMs: 200, jitterMs: 20 };
const ROUNDS = 3;
const CALLS_EACH = 25;
const loads = [{ atOnce: 1 }, { atOnce: 16, aim: 3 }, { atOnce: 64 }];

type Name = 'ours' | 'bare';

interface ErrorsMs {
  ttftMs: number;
  latencyMs: number;
}

interface Times {
  ttftMs: number | null;
  latencyMs: number;
}

export async function benchEndpointClock(): Promise<Row[]> {
  const server = await startEndpointProcess(SCRIPT);
  const url = `${server.url}/chat/completions`;
  const endpoint = { endpointUrl: url, modelId: 'bench', adaptations: {} };
  const client = openModelClient({ allowLocalhost: true });
  const agent = new Agent({ connections: 256 });
  const contenders = {
    ours: (prompt: string): Promise<Times> =>
      client.call({
        endpoint,
        apiKey: '',
        owner: 'bench',
        messages: [{ role: 'user', content: prompt }],
        maxTokens: 64,
        stream: true,
        timeoutMs: 10_000,
      }),
    bare: (prompt: string) => timedByHand(url, agent, prompt),
  };
  const measured = new Map<string, Times>();

  async function measure(name: Name, atOnce: number, round: number) {
    await Promise.all(
      Array.from({ length: atOnce }, async (_, worker) => {
        for (let call = 0; call < CALLS_EACH; call += 1) {
          const prompt = `${groupOf(name, atOnce, round)} ${worker} ${call}`;
          measured.set(prompt, await contenders[name](prompt));
        }
      }),
    );
  }

  const names = Object.keys(contenders) as Name[];
  try {
    // For the compiler; round -1 is never looked at.
    for (const name of names) await measure(name, 16, -1);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const { atOnce } of loads) {
        for (const name of names) await measure(name, atOnce, round);
      }
    }
    const errors = errorsByGroup(measured, await server.timings());
    return loads.flatMap(({ atOnce, aim }) =>
      (['ttftMs', 'latencyMs'] as const).map((what): Row => {
        const error = (name: Name, fraction: number) => {
          const rounds = Array.from({ length: ROUNDS }, (_, round) => {
            const group = errors.get(groupOf(name, atOnce, round)) ?? [];
            return quantile(
              group.map((times) => times[what]),
              fraction,
            );
          });
          return quantile(rounds, 0.5);
        };
        const bare = error('bare', 0.95).toFixed(2);
        return {
          name: `p95 of how far ${what} is off the server's own clock, ${atOnce} at once`,
          errorMs: error('ours', 0.95),
          aim,
          detail: `p50 ${error('ours', 0.5).toFixed(2)} ms; p95 by bare undici ${bare} ms`,
        };
      }),
    );
  } finally {
    await Promise.all([client.close(), agent.destroy(), server.stop()]);
  }
}

/** Calls whose prompts begin alike are judged together. */
function groupOf(name: Name, atOnce: number, round: number): string {
  return `${name}-${atOnce}-${round}`;
}

async function timedByHand(url: string, agent: Agent, prompt: string): Promise<Times> {
  const body = JSON.stringify({
    model: 'bench',
    messages: [{ role: 'user', content: prompt }],
    stream: true,
  });
  const sentAt = performance.now();
  const response = await request(url, {
    dispatcher: agent,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  let ttftMs: number | null = null;
  for await (const bytes of response.body) {
    if (bytes.includes('"delta":{"content":')) ttftMs ??= performance.now() - sentAt;
  }
  return { ttftMs, latencyMs: performance.now() - sentAt };
}

function errorsByGroup(
  measured: ReadonlyMap<string, Times>,
  timings: CallTiming[],
): Map<string, ErrorsMs[]> {
  const groups = new Map<string, ErrorsMs[]>();
  for (const { prompt, firstTextMs, lastByteMs } of timings) {
    const times = measured.get(prompt);
    if (!times || times.ttftMs === null) throw new Error(`Call ${prompt} was not measured.`);
    const group = prompt.split(' ', 1)[0] ?? '';
    const errors = groups.get(group) ?? [];
    groups.set(group, errors);
    errors.push({
      ttftMs: Math.abs(times.ttftMs - firstTextMs),
      latencyMs: Math.abs(times.latencyMs - lastByteMs),
    });
  }
  return groups;
}
