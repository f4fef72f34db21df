/**
 * The embedded database's thread as the main thread holds it (docs/decisions/0024): its start, its end,
 * and which answer belongs to which request. What runs in it is `embeddedThread.main.ts`.
 */
import { Worker } from 'node:worker_threads';
import {
  errorFromData,
  type Message,
  type Request,
  type Task,
  type ThreadStart,
} from './embeddedMessages.ts';

const THREAD = new URL('./embeddedThread.main.ts', import.meta.url);
/** How long transactions and statements at work may hold up the end. */
const END_TIMEOUT_MS = 5_000;

export interface EmbeddedThread {
  /**
   * Settles with what came of the task. What is asked first is done first.
   * @throws DatabaseClosedError when the thread ends before
   */
  ask<T>(task: Task): Promise<T>;
  /** Resolves once the thread has ended, which the task `close` makes it do; some seconds later it is made to. */
  end(): Promise<void>;
}

/** The embedded database is closed, or was before it answered. */
export class DatabaseClosedError extends Error {
  override name = 'DatabaseClosedError';

  constructor() {
    super('The embedded database is closed.');
  }
}

/**
 * Starts the thread; resolves once its database is open. Should the thread fail after that, the process
 * ends: nobody knows what became of the statements at work, and the next start finds all that was
 * acknowledged.
 * @throws what kept the database from opening
 */
export async function startEmbeddedThread(
  start: ThreadStart,
  onNotification: (listener: number, payload: string) => void,
): Promise<EmbeddedThread> {
  // No environment: the keys and addresses in it are none of its business.
  const worker = new Worker(THREAD, { name: 'database', workerData: start, env: {} });
  const answers = new Map<number, PromiseWithResolvers<unknown>>();
  const opened = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  let state: 'opening' | 'open' | 'ending' | 'ended' = 'opening';
  let lastId = 0;

  worker.on('message', (message: Message) => {
    switch (message.say) {
      case 'ready':
        state = 'open';
        return opened.resolve();
      case 'answer':
        return takeAnswer(message.id)?.resolve(message.result);
      case 'refusal':
        return takeAnswer(message.id)?.reject(errorFromData(message.error));
      case 'notification':
        return onNotification(message.listener, message.payload);
      case 'failure':
        return onFailure(errorFromData(message.error));
    }
  });
  worker.on('error', (error) => onFailure(error as Error));
  worker.on('exit', (code) => {
    onFailure(new Error(`it ended by itself with code ${code}`));
    state = 'ended';
    for (const id of answers.keys()) takeAnswer(id)?.reject(new DatabaseClosedError());
    ended.resolve();
  });

  function onFailure(error: Error): void {
    if (state === 'opening') opened.reject(error);
    else if (state === 'open') exitBecauseThreadFailed(error);
  }

  function takeAnswer(id: number): PromiseWithResolvers<unknown> | undefined {
    const answer = answers.get(id);
    answers.delete(id);
    return answer;
  }

  try {
    await opened.promise;
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  return {
    async ask<T>(task: Task) {
      if (state === 'ended') throw new DatabaseClosedError();
      const request: Request = { ...task, id: ++lastId };
      worker.postMessage(request);
      const answer = Promise.withResolvers<unknown>();
      answers.set(request.id, answer);
      return answer.promise as Promise<T>;
    },
    async end() {
      if (state === 'open') {
        state = 'ending';
        const overdue = setTimeout(() => void worker.terminate(), END_TIMEOUT_MS);
        ended.promise.then(() => clearTimeout(overdue));
      }
      await ended.promise;
    },
  };
}

function exitBecauseThreadFailed({ name, message }: Error): never {
  process.stderr.write(
    `The embedded database failed, so BYOM ends: ${name}: ${message}. ` +
      'Nothing that was acknowledged is lost. Start it again.\n',
  );
  process.exit(1);
}
