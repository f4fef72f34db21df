/**
 * Calls whose times are told by whoever made them and, call by call, by the model server's own clock:
 * those of a run of the product, over each of its faces, and those of bare undici.
 */
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { CallTiming } from '../support/fakeModelServer.main.ts';
import { createRestClient } from '../support/restClient.ts';
import { type AskedProcess, startAskedProcess } from './askedProcess.ts';
import type { BareCallsRequest, CallTimes } from './bareCalls.main.ts';
import type { BenchByom } from './bench.ts';
import type { ClockServerRequest } from './clockServer.main.ts';
import { connectBench } from './timedRun.ts';

/** As often as the clients that the audit describes. */
const POLL_EVERY_MS = 200;

/** Absolute errors, call by call, in milliseconds. */
export interface ClockErrors {
  latencyMs: number[];
  ttftMs: number[];
  /** Calls that were made again: a run that lost its lease, for instance. */
  repeated: number;
}

/** Asks each of the prompts, `atOnce` at a time. */
export type AskAll = (prompts: string[], atOnce: number) => Promise<CallTimes[]>;

export interface ClockServer {
  url: string;
  /** How far `askAll` is off in so many calls. */
  errorsOf(askAll: AskAll, load: { calls: number; atOnce: number }): Promise<ClockErrors>;
  stop(): Promise<void>;
}

/** Starts a model server that streams a short answer; times in milliseconds. */
export async function startClockServer(script: {
  ttftMs: number;
  latencyMs: number;
  /** Most that both times grow by, at random. */
  jitterMs?: number;
}): Promise<ClockServer> {
  const { ttftMs, latencyMs, jitterMs = 0 } = script;
  const server: AskedProcess<ClockServerRequest> = startAskedProcess('./clockServer.main.ts', [
    `--ttft=${ttftMs}`,
    `--latency=${latencyMs}`,
    `--jitter=${jitterMs}`,
  ]);
  let groups = 0;
  return {
    url: await server.ask<string>('url'),
    async errorsOf(askAll, { calls, atOnce }) {
      groups += 1;
      const prompts = Array.from(
        { length: calls },
        (_, index) => `Question ${index} of group ${groups}: what is the capital of France?`,
      );
      await server.ask('timings');
      const measured = await askAll(prompts, atOnce);
      return compare(prompts, measured, await server.ask('timings'));
    },
    stop: server.stop,
  };
}

/** Calls by bare undici in a process of their own. */
export function startBareCalls(url: string): { askAll: AskAll; stop(): Promise<void> } {
  const caller: AskedProcess<BareCallsRequest> = startAskedProcess('./bareCalls.main.ts');
  return {
    askAll: (prompts, atOnce) =>
      caller.ask<CallTimes[]>({ url: `${url}/chat/completions`, prompts, atOnce }),
    stop: caller.stop,
  };
}

/** How a run is started and its results are read: each connects a session of its own. */
export const faces = {
  /** As a script: polls the whole run until it is over. */
  async rest(byom: BenchByom, endpointUrl: string): Promise<AskAll> {
    const rest = createRestClient(byom.url);
    const ask = async (method: string, path: string, body?: unknown) => {
      const { status, text, json } = await rest(method, path, body);
      if (status !== 200) throw new Error(`${method} ${path} answered ${status}: ${text}`);
      return json;
    };
    const connection = { endpoint_url: endpointUrl, api_key: '', model_id: 'bench' };
    const { session_id } = await ask('POST', '/configure', connection);
    await ask('POST', '/configure/test', { session_id });
    return async (prompts, concurrency) => {
      const { test_run_id } = await ask('POST', '/batch-test', {
        session_id,
        prompts: prompts.map((prompt) => ({ prompt })),
        config: { concurrency, adaptive: false },
      });
      for (;;) {
        const polledAt = performance.now();
        const run = await ask(
          'GET',
          `/batch-test?session_id=${session_id}&test_run_id=${test_run_id}`,
        );
        if (run.status === 'failed') throw new Error(`The run failed: ${run.error}`);
        if (run.status === 'completed') {
          // biome-ignore lint/suspicious/noExplicitAny: REST answers are not typed.
          return run.results.map(({ prompt, latency_ms, ttft_ms }: any) => ({
            prompt,
            latencyMs: latency_ms,
            ttftMs: ttft_ms,
          }));
        }
        await pause(Math.max(0, polledAt + POLL_EVERY_MS - performance.now()));
      }
    };
  },

  /** As the wizard: follows the run's events. */
  async subscription(byom: BenchByom, endpointUrl: string): Promise<AskAll> {
    const { client } = await connectBench(byom, endpointUrl);
    return async (prompts, concurrency) => {
      const run = await client.batch.start.mutate({
        prompts: prompts.map((prompt) => ({ prompt })),
        config: { concurrency, adaptive: false },
      });
      const measured: CallTimes[] = [];
      await new Promise<void>((onComplete, onError) => {
        client.batch.onProgress.subscribe(
          { testRunId: run.id },
          {
            onData({ data }) {
              for (const { prompt, latencyMs, ttftMs } of data.results) {
                measured.push({
                  prompt,
                  latencyMs: latencyMs ?? Number.NaN,
                  ttftMs: ttftMs ?? Number.NaN,
                });
              }
            },
            onComplete,
            onError,
          },
        );
      });
      return measured;
    };
  },
};

export type Face = keyof typeof faces;

/**
 * Of a call that was made again the last one counts, as for the product.
 * @throws when a prompt was not asked, or not measured exactly once
 */
function compare(prompts: string[], measured: CallTimes[], timings: CallTiming[]): ClockErrors {
  const timesOf = new Map(measured.map((times) => [times.prompt, times]));
  const timingOf = new Map(timings.map((timing) => [timing.prompt, timing]));
  if (measured.length !== prompts.length) {
    throw new Error(`${prompts.length} prompts were asked, and ${measured.length} were measured.`);
  }
  const repeated = timings.length - timingOf.size;
  const errors: ClockErrors = { latencyMs: [], ttftMs: [], repeated };
  for (const prompt of prompts) {
    const times = timesOf.get(prompt);
    const timing = timingOf.get(prompt);
    if (!times || !timing || !Number.isFinite(times.latencyMs + times.ttftMs)) {
      throw new Error(`Call "${prompt}" was not measured.`);
    }
    errors.latencyMs.push(Math.abs(times.latencyMs - timing.lastByteMs));
    errors.ttftMs.push(Math.abs(times.ttftMs - timing.firstTextMs));
  }
  return errors;
}
