import PQueue from 'p-queue';
import type { Db } from '../../db/client.ts';
import type { SuitePrompt } from '../../db/vocabulary.ts';
import type { Wakeups } from '../../db/wakeups.ts';
import { ModelCallError, type ModelClient, type ModelEndpoint } from '../endpoint/index.ts';
import { type ApiKeyCipher, endpointOf, findStoredSession } from '../session/index.ts';
import { resultOfAnswer, resultOfError } from './outcome.ts';
import { messagesFor } from './runConfig.ts';
import {
  type ClaimedRun,
  claimRun,
  finishedPrompts,
  finishRun,
  holdsClaim,
  type NewResult,
  stopRun,
  storeResult,
} from './runStore.ts';

export interface WorkerDeps {
  db: Db;
  wakeups: Wakeups;
  modelClient: ModelClient;
  cipher: ApiKeyCipher;
}

/** The worker was told to stop before the run was done; the job goes back to the queue. */
export class RunHandedBackError extends Error {
  override name = 'RunHandedBackError';

  constructor() {
    super('The run was handed back unfinished.');
  }
}

/**
 * Works a run through: every prompt that has no result yet is asked, and its result stored as it
 * comes. Returns when the run is over, whoever ended it.
 * @param handBack aborts to stop taking prompts; calls in flight may still finish
 * @throws RunHandedBackError when stopped by `handBack` with prompts left
 */
export async function workOnRun(
  deps: WorkerDeps,
  runId: string,
  handBack?: AbortSignal,
): Promise<void> {
  const run = await claimRun(deps.db, runId);
  if (!run) return;
  const session = await findStoredSession(deps.db, run.demoSessionId);
  if (!session || session.expiresInSeconds <= 0) {
    await stopRun(deps.db, runId, 'cancelled', 'The session expired.');
    return;
  }
  let endpoint: ModelEndpoint;
  try {
    endpoint = endpointOf(deps, session);
  } catch (error) {
    await stopRun(deps.db, runId, 'failed', (error as Error).message);
    return;
  }

  const finished = await finishedPrompts(deps.db, runId);
  const remaining = [...run.prompts.entries()].filter(([index]) => !finished.has(index));
  const stopped = new AbortController();
  let failure: unknown;
  const fail = (error: unknown) => {
    failure ??= error;
    stopped.abort();
  };
  const stopListening = deps.wakeups.onWake(`stop:${runId}`, () => {
    // A wake-up is only a hint; a reconnected listener wakes everyone.
    holdsClaim(deps.db, run).then((holds) => holds || stopped.abort(), fail);
  });
  let expired = false;
  const expiry = setTimeout(() => {
    expired = true;
    stopped.abort();
  }, session.expiresInSeconds * 1000);
  const pool = new PQueue({
    concurrency: run.config.concurrency,
    ...(run.config.delayMs > 0 ? { interval: run.config.delayMs, intervalCap: 1 } : {}),
  });
  const takeNoMore = () => pool.clear();
  handBack?.addEventListener('abort', takeNoMore);
  stopped.signal.addEventListener('abort', takeNoMore);

  let stored = 0;
  try {
    for (const [promptIndex, prompt] of handBack?.aborted ? [] : remaining) {
      void pool.add(async () => {
        try {
          const result = await askPrompt(deps.modelClient, endpoint, run, prompt, stopped.signal);
          if (!result) return;
          if (await storeResult(deps.db, run, { ...result, promptIndex })) stored += 1;
          else stopped.abort();
        } catch (error) {
          fail(error);
        }
      });
    }
    await pool.onIdle();
  } finally {
    clearTimeout(expiry);
    stopListening();
    handBack?.removeEventListener('abort', takeNoMore);
  }

  if (failure) throw failure;
  if (stored === remaining.length) await finishRun(deps.db, run);
  else if (expired) await stopRun(deps.db, runId, 'cancelled', 'The session expired.');
  else if (!stopped.signal.aborted) throw new RunHandedBackError();
}

/** Undefined when the call was given up because the run was stopped. */
async function askPrompt(
  modelClient: ModelClient,
  endpoint: ModelEndpoint,
  run: ClaimedRun,
  prompt: SuitePrompt,
  signal: AbortSignal,
): Promise<Omit<NewResult, 'promptIndex'> | undefined> {
  const asked = {
    prompt: prompt.prompt,
    category: prompt.category ?? null,
    expectedAnswer: prompt.expected_answer ?? null,
    modelId: endpoint.modelId,
  };
  const { config } = run;
  try {
    const answer = await modelClient.call(endpoint, {
      ...config,
      // Runs that were started before there was a choice have none.
      stream: config.stream ?? true,
      messages: messagesFor(config, prompt.prompt),
      signal,
    });
    const { expectedAnswer } = asked;
    return {
      ...asked,
      ...resultOfAnswer(answer, { expectedAnswer, maxTokens: config.maxTokens }),
    };
  } catch (error) {
    if (signal.aborted) return undefined;
    if (!(error instanceof ModelCallError)) throw error;
    return { ...asked, ...resultOfError(error) };
  }
}
