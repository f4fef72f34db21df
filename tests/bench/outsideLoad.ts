import type { ByomClient } from '../../sdk/index.ts';
import { startAskedProcess } from './askedProcess.ts';
import type { BenchByom } from './bench.ts';
import { startClockServer } from './clockRuns.ts';
import type { LoadCounts, OutsideLoadRequest, RunOfSession } from './outsideLoad.main.ts';
import { connectBench, promptTexts, untilOver } from './timedRun.ts';

const WATCHERS = 50;
const MIB = 1024 * 1024;

export interface OutsideLoad {
  /**
   * What was done since it was last asked, for people.
   * @throws when the watched run is over
   */
  done(): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Keeps the product busy, from processes of their own: 50 watchers follow a run that goes on, ten pages a
 * second are loaded, and 10,000 rows are exported again and again.
 */
export async function startOutsideLoad(byom: BenchByom): Promise<OutsideLoad> {
  const exported = await runLargest(byom);
  const endpoint = await startClockServer({ ttftMs: 60, latencyMs: 100, jitterMs: 40 });
  const watched = await startLargest(byom, endpoint.url, 16);
  const others = startAskedProcess<OutsideLoadRequest>('./outsideLoad.main.ts');
  await others.ask({ ask: 'start', url: byom.url, watchers: WATCHERS, watched, exported });
  return {
    async done() {
      const { watching, watchedBytes, pages, exports } = await others.ask<LoadCounts>({
        ask: 'counts',
      });
      if (watching < WATCHERS) throw new Error('The run of the outside load is over.');
      const mib = (watchedBytes / MIB).toFixed(1);
      return `${exports} exports, ${pages} pages, ${mib} MiB to ${WATCHERS} watchers meanwhile`;
    },
    async stop() {
      await Promise.all([others.stop(), endpoint.stop()]);
    },
  };
}

/** A run that is over, of an endpoint that answers at once. */
async function runLargest(byom: BenchByom): Promise<RunOfSession> {
  const endpoint = await startClockServer({ ttftMs: 0, latencyMs: 0 });
  try {
    const { client, ...run } = await startLargest(byom, endpoint.url, 64);
    await untilOver(client, run.testRunId);
    const { status } = (await client.batch.get.query({ testRunId: run.testRunId })).run;
    if (status !== 'completed') throw new Error(`The run to export has ${status}.`);
    return run;
  } finally {
    await endpoint.stop();
  }
}

/** Starts as many calls as a run can have: 1,000 prompts, each asked ten times. */
async function startLargest(
  byom: BenchByom,
  endpointUrl: string,
  concurrency: number,
): Promise<RunOfSession & { client: ByomClient }> {
  const { client, sessionId } = await connectBench(byom, endpointUrl);
  const { id: testRunId } = await client.batch.start.mutate({
    prompts: promptTexts(1_000).map((prompt) => ({ prompt })),
    config: { concurrency, adaptive: false, samples: 10 },
  });
  return { client, sessionId, testRunId };
}
