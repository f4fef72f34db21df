/**
 * How far the times that our endpoint client measures are off what the model server's own clock says
 * of the same calls: request received to first text written, and to last byte written.
 */
import { openModelClient } from '../../server/endpoint/index.ts';
import { startEndpointProcess } from './endpointProcess.ts';
import type { Row } from './main.ts';
import { quantile } from './quantile.ts';

const SCRIPT = { ttftMs: 50, latencyMs: 200, jitterMs: 20 };
const ROUNDS = 3;
const CALLS_EACH = 25;
const AIMS_MS: Record<number, number | undefined> = { 1: undefined, 16: 3, 64: undefined };

interface Errors {
  ttft: number[];
  latency: number[];
}

export async function benchEndpointClock(): Promise<Row[]> {
  const endpoint = await startEndpointProcess(SCRIPT);
  const client = openModelClient({ allowLocalhost: true });
  const endpointUrl = `${endpoint.url}/chat/completions`;
  const ours = new Map<string, { ttftMs: number | null; latencyMs: number }>();

  async function ask(prompt: string) {
    const answer = await client.call(
      { endpointUrl, apiKey: '', modelId: 'bench', adaptations: {} },
      {
        messages: [{ role: 'user', content: prompt }],
        maxTokens: 64,
        stream: true,
        timeoutMs: 10_000,
      },
    );
    ours.set(prompt, answer);
  }

  const concurrencies = Object.keys(AIMS_MS).map(Number);
  try {
    await Promise.all(Array.from({ length: 16 }, (_, index) => ask(`Warm-up ${index}`)));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const atOnce of concurrencies) {
        await Promise.all(
          Array.from({ length: atOnce }, async (_, worker) => {
            for (let call = 0; call < CALLS_EACH; call += 1) {
              await ask(JSON.stringify([atOnce, round, worker, call]));
            }
          }),
        );
      }
    }
    const theirs = new Map((await endpoint.timings()).map((timing) => [timing.prompt, timing]));
    return concurrencies.flatMap((atOnce) => {
      const rounds = Array.from({ length: ROUNDS }, (_, round) => errorsOf(atOnce, round));
      const row = (what: keyof Errors, name: string): Row => {
        const median = (fraction: number) =>
          quantile(
            rounds.map((errors) => quantile(errors[what], fraction)),
            0.5,
          );
        return {
          name: `${name} off the server's own clock, p95, ${atOnce} at once`,
          errorMs: median(0.95),
          aim: AIMS_MS[atOnce],
          detail: `p50 ${median(0.5).toFixed(2)} ms, ${ROUNDS} rounds of ${atOnce * CALLS_EACH} calls`,
        };
      };
      return [row('ttft', 'TTFT'), row('latency', 'latency')];
    });

    function errorsOf(atOnce: number, round: number): Errors {
      const errors: Errors = { ttft: [], latency: [] };
      for (const [prompt, { ttftMs, latencyMs }] of ours) {
        if (!prompt.startsWith(`[${atOnce},${round},`)) continue;
        const timing = theirs.get(prompt);
        if (!timing || ttftMs === null) throw new Error(`Nothing is known of call ${prompt}.`);
        errors.ttft.push(Math.abs(ttftMs - timing.firstTextMs));
        errors.latency.push(Math.abs(latencyMs - timing.lastByteMs));
      }
      return errors;
    }
  } finally {
    await Promise.all([client.close(), endpoint.stop()]);
  }
}
