/**
 * The thread in which model calls and their stopwatch live, and nothing else: no database, no pages, no
 * HTTP server, no variable of the environment (docs/decisions/0025). Whatever else the process is busy
 * with is thus not counted as the model's latency.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { ModelCallError } from '../failure/modelCallError.ts';
import { type ModelCallOptions, openModelClient } from '../modelClient.ts';
import { parseAllowedEndpoints } from '../net/allowedEndpoints.ts';
import type { CallThreadSettings, MessageFromThread, MessageToThread } from './threadMessages.ts';
import { warmUp } from './warmUp.ts';

if (!parentPort) throw new Error('This file is the entry of a worker thread.');
const port = parentPort;
const { allowLocalhost, allowedEndpoints, ...options }: CallThreadSettings = workerData;
const client = openModelClient(
  { allowLocalhost, allowedEndpoints: parseAllowedEndpoints(allowedEndpoints) },
  options,
);
const aborts = new Map<number, AbortController>();
const measurements = new Map<number, ReturnType<typeof client.measureClock>>();
// Until then code is not compiled yet, and the first calls would be measured too long.
const warm = warmUp();

port.on('message', (message: MessageToThread) => {
  switch (message.type) {
    case 'call': {
      const { id, request } = message;
      const askedAt = performance.now();
      return answerTo(id, async (signal) => {
        const warmingMs = Math.round(performance.now() - askedAt);
        const onEvent: ModelCallOptions['onEvent'] = (event) => say({ type: 'event', id, event });
        const answer = await client.call(request, { signal, onEvent });
        return {
          type: 'answered',
          id,
          answer: { ...answer, connectMs: answer.connectMs + warmingMs },
        };
      });
    }
    case 'list': {
      const { id, request } = message;
      return answerTo(id, async () => {
        return { type: 'listed', id, models: await client.listModels(request) };
      });
    }
    case 'abort':
      return aborts.get(message.id)?.abort();
    case 'measureClock':
      return void measurements.set(message.id, client.measureClock());
    case 'endClock':
      return void endMeasurement(message.id);
    case 'close':
      return void close();
  }
});

function say(message: MessageFromThread): void {
  port.postMessage(message);
}

async function answerTo(
  id: number,
  work: (signal: AbortSignal) => Promise<MessageFromThread>,
): Promise<void> {
  const abort = new AbortController();
  aborts.set(id, abort);
  try {
    await warm;
    say(await work(abort.signal));
  } catch (error) {
    // Whoever aborted it does not listen any more.
    if (abort.signal.aborted) return;
    if (error instanceof ModelCallError) say({ type: 'failed', id, failure: error.toJSON() });
    else say({ type: 'faulted', id, message: (error as Error).stack ?? String(error) });
  } finally {
    aborts.delete(id);
  }
}

async function endMeasurement(id: number): Promise<void> {
  const measurement = measurements.get(id);
  measurements.delete(id);
  say({ type: 'clock', id, delay: (await measurement?.end()) ?? null });
}

async function close(): Promise<void> {
  await client.close();
  port.close();
}
