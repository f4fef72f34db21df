/**
 * A model client whose calls are made in a thread of their own (docs/decisions/0025). It owns the thread:
 * starts it, starts another when it dies, and makes the calls again that had brought nothing yet.
 */
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { defaultCallBounds } from '../callBounds.ts';
import { ModelCallError } from '../failure/modelCallError.ts';
import type { ModelAnswer, ModelCallRequest } from '../modelCall.ts';
import type { ModelCallOptions, ModelClient, ModelClientOptions } from '../modelClient.ts';
import type { GuardPolicy } from '../net/addressGuard.ts';
import type { ListedModel } from '../protocol/modelList.ts';
import type { SchedulingDelay } from '../schedulingDelay.ts';
import type { CallThreadSettings, MessageFromThread, MessageToThread } from './threadMessages.ts';

export interface CallThreadOptions extends ModelClientOptions {
  /** Hears that the thread died; it is being started again. */
  onDeath?: (error: Error) => void;
}

/** How often a call is made again because the thread died under it. */
const MAX_REPEATS = 2;
/** So that a thread that dies at once is not started without end. */
const RESTART_PAUSE_MS = 200;
const CLOSE_TIMEOUT_MS = 1_000;
/**
 * Room for short-lived objects, of which streams make many. Less of it is collected more often, but each
 * time more quickly, and a hostile endpoint can make it grow no further.
 */
const MAX_YOUNG_MB = 24;

/** What the process waits for in the thread. */
interface Pending {
  message: Extract<MessageToThread, { type: 'call' | 'list' }>;
  /** Whether the caller was already told a piece of the answer. */
  hasBegun: boolean;
  repeats: number;
  /** Whether the thread died under it, and the next one is to make it again. */
  isCutOff: boolean;
  onEvent: ModelCallOptions['onEvent'];
  resolve(result: ModelAnswer | ListedModel[] | null): void;
  reject(error: unknown): void;
}

/**
 * Starts the thread; its calls obey `policy`. Calls may be made at once.
 * @throws what `ModelClient` throws, and ModelCallError `connection_lost` for calls that the death of
 * the thread cut off
 */
export function openCallThread(
  policy: GuardPolicy,
  {
    bounds = defaultCallBounds,
    extraCaCertificates,
    names,
    onDeath = () => {},
  }: CallThreadOptions = {},
): ModelClient {
  const settings = threadSettings(policy, { bounds, extraCaCertificates, names });
  const pending = new Map<number, Pending>();
  const measurements = new Map<number, (delay: SchedulingDelay | null) => void>();
  let lastId = 0;
  let isClosing = false;
  let restart: NodeJS.Timeout | undefined;
  let thread = start();

  function start(): Worker {
    const worker = new Worker(new URL('./callThread.main.ts', import.meta.url), {
      name: 'model calls',
      workerData: settings,
      // No key of ours, no address of a database, no proxy (docs/decisions/0031).
      env: {},
      // Those of the process are meant for it alone.
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: MAX_YOUNG_MB },
    });
    worker.on('message', hear);
    worker.on('error', (error) => died(worker, error));
    worker.on('exit', (code) => died(worker, new Error(`It ended with code ${code}.`)));
    // What is open in it keeps the process alive only while somebody waits for it.
    if (pending.size === 0) worker.unref();
    for (const call of pending.values()) {
      worker.postMessage(call.message);
      if (call.isCutOff) call.onEvent?.({ type: 'repeated' });
      call.isCutOff = false;
    }
    return worker;
  }

  function died(worker: Worker, error: Error): void {
    // `error` is followed by `exit`.
    if (worker !== thread || isClosing || restart) return;
    onDeath(error);
    for (const tell of measurements.values()) tell(null);
    measurements.clear();
    for (const [id, call] of pending) {
      if (!call.hasBegun && call.repeats < MAX_REPEATS) {
        call.repeats += 1;
        call.isCutOff = true;
      } else settle(id)?.reject(cutOff());
    }
    restart = setTimeout(() => {
      restart = undefined;
      thread = start();
    }, RESTART_PAUSE_MS);
  }

  function hear(message: MessageFromThread): void {
    const { id } = message;
    switch (message.type) {
      case 'event': {
        const call = pending.get(id);
        if (!call) return;
        if (message.event.type !== 'adapted') call.hasBegun = true;
        call.onEvent?.(message.event);
        break;
      }
      case 'answered':
        settle(id)?.resolve(message.answer);
        break;
      case 'listed':
        settle(id)?.resolve(message.models);
        break;
      case 'failed':
        settle(id)?.reject(ModelCallError.fromJSON(message.failure));
        break;
      case 'faulted':
        settle(id)?.reject(new Error(message.message));
        break;
      case 'clock':
        measurements.get(id)?.(message.delay);
        measurements.delete(id);
        break;
    }
  }

  function settle(id: number): Pending | undefined {
    const call = pending.get(id);
    pending.delete(id);
    if (pending.size === 0) thread.unref();
    return call;
  }

  /** To the thread, or, while it is being started again, to the next one. */
  function say(message: MessageToThread): void {
    if (!restart) thread.postMessage(message);
  }

  async function ask(
    message: Pending['message'],
    { onEvent, signal }: ModelCallOptions = {},
  ): Promise<ModelAnswer | ListedModel[] | null> {
    signal?.throwIfAborted();
    if (isClosing) throw new Error('The model client is closed.');
    const { id } = message;
    const { promise, resolve, reject } = Promise.withResolvers<
      ModelAnswer | ListedModel[] | null
    >();
    const giveUp = () => {
      settle(id)?.reject(signal?.reason);
      say({ type: 'abort', id });
    };
    signal?.addEventListener('abort', giveUp);
    if (pending.size === 0) thread.ref();
    pending.set(id, {
      message,
      onEvent,
      hasBegun: false,
      repeats: 0,
      isCutOff: false,
      resolve,
      reject,
    });
    say(message);
    return promise.finally(() => signal?.removeEventListener('abort', giveUp));
  }

  return {
    async call(request, options) {
      lastId += 1;
      const message = { type: 'call', id: lastId, request: onlyRequest(request) } as const;
      return (await ask(message, options)) as ModelAnswer;
    },
    async listModels(request) {
      lastId += 1;
      return (await ask({ type: 'list', id: lastId, request })) as ListedModel[] | null;
    },
    measureClock() {
      lastId += 1;
      const id = lastId;
      const of = thread;
      say({ type: 'measureClock', id });
      return {
        end: () =>
          new Promise((resolve) => {
            // A thread that died meanwhile took with it what it had seen.
            if (of !== thread || restart || isClosing) return resolve(null);
            measurements.set(id, resolve);
            say({ type: 'endClock', id });
          }),
      };
    },
    async close() {
      if (isClosing) return;
      isClosing = true;
      for (const tell of measurements.values()) tell(null);
      if (restart) clearTimeout(restart);
      else {
        thread.ref();
        const ended = once(thread, 'exit');
        say({ type: 'close' });
        await Promise.race([ended, pause(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
        await thread.terminate();
      }
      for (const id of [...pending.keys()]) settle(id)?.reject(cutOff());
    },
  };
}

function threadSettings(
  { allowLocalhost, allowedEndpoints }: GuardPolicy,
  options: Pick<CallThreadSettings, 'bounds' | 'extraCaCertificates' | 'names'>,
): CallThreadSettings {
  return { ...options, allowLocalhost, allowedEndpoints: allowedEndpoints?.source ?? '' };
}

/** Callers may hand in more than a call is about; only what is needed crosses over. */
function onlyRequest({
  endpoint: { endpointUrl, modelId, adaptations },
  ...request
}: ModelCallRequest): ModelCallRequest {
  // All keys are required here, so that a new one cannot be forgotten.
  const copy: { [Key in keyof Required<ModelCallRequest>]: ModelCallRequest[Key] } = {
    endpoint: { endpointUrl, modelId, adaptations },
    apiKey: request.apiKey,
    headers: request.headers,
    owner: request.owner,
    messages: request.messages,
    maxTokens: request.maxTokens,
    temperature: request.temperature,
    topP: request.topP,
    seed: request.seed,
    stop: request.stop,
    extraBody: request.extraBody,
    stream: request.stream,
    timeoutMs: request.timeoutMs,
    firstByteTimeoutMs: request.firstByteTimeoutMs,
    firstTokenTimeoutMs: request.firstTokenTimeoutMs,
    connectionRetries: request.connectionRetries,
    textEvents: request.textEvents,
  };
  return copy;
}

function cutOff(): ModelCallError {
  return new ModelCallError('connection_lost', {
    what: 'The call was cut off on our side.',
  });
}
