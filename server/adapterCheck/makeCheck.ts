/** The adapter check itself, as one process makes it. */
import type { AdapterCheckFailure, CheckedPrompt } from '../../contract/adapterCheck.ts';
import type { ServerKind } from '../../contract/adapterRemedies.ts';
import { type ConnectionRole, connectionRoles } from '../../contract/connectionRoles.ts';
import { type Db, type Notifications, retryOnOutage } from '../../db/engine/index.ts';
import { type ApiKeyCipher, credentialsOf, modelCallerOf } from '../connections/index.ts';
import {
  ModelCallError,
  type ModelCaller,
  type ModelClient,
  serverKindOf,
} from '../endpoint/index.ts';
import type { Pacers } from '../pacing/index.ts';
import type { Session } from '../sessions/index.ts';
import { type AskedPrompt, askModels, type FailedSide } from './askModels.ts';
import type { CheckPrompt } from './checkPrompts.ts';
import { type CheckedPair, type CheckLease, endCheck, storeCalls } from './checkStore.ts';
import { findingOf, outcomeOf } from './judgeAnswers.ts';

export interface MakeCheckDeps {
  db: Db;
  notifications: Notifications;
  cipher: ApiKeyCipher;
  modelClient: ModelClient;
  pacers: Pacers;
}

/** Of a stored prompt or answer. */
const MAX_CHARACTERS = 2_000;

/**
 * Asks both models, judges their answers and stores the result.
 * @throws the reason of `signal`; ApiKeyUnreadableError
 */
export async function makeCheck(
  deps: MakeCheckDeps,
  pair: CheckedPair,
  { prompts, lease, signal }: { prompts: CheckPrompt[]; lease: CheckLease; signal: AbortSignal },
): Promise<void> {
  const { db } = deps;
  const sides = {
    candidate: openSide(deps, pair.candidate, lease.id),
    baseline: openSide(deps, pair.baseline, lease.id),
  };
  let calls = 0;
  const onCall = () => {
    calls += 1;
    // The next call tells it anyway.
    storeCalls(db, lease, calls).catch(() => {});
  };
  const { asked, failed } = await askModels(sides, prompts, { signal, onCall }).finally(() => {
    for (const role of connectionRoles) sides[role].release();
  });
  const outcome = outcomeOf(
    asked.map(({ answers }) => answers),
    prompts.length - asked.length,
  );
  const serverKind = outcome === 'identical' ? await findServerKind(sides.candidate.model) : null;
  signal.throwIfAborted();
  const result = {
    calls,
    outcome,
    failure: outcome === 'failed' ? failureOf(failed) : null,
    serverKind,
    prompts: asked.map(toCheckedPrompt),
  };
  const { sessionHash } = pair.candidate;
  await retryOnOutage(() => endCheck(db, lease, { sessionHash, result }), signal);
}

function openSide(deps: MakeCheckDeps, session: Session, owner: string) {
  const { endpointUrl } = session.connection;
  const model = modelCallerOf(deps, session, owner);
  return {
    model,
    ...deps.pacers.use({ endpointUrl, ...credentialsOf(deps.cipher, session) }),
  };
}

/** Only remedies depend on it, so a list that cannot be had is no failure. */
async function findServerKind(model: ModelCaller): Promise<ServerKind | null> {
  const models = await model.listModels().catch((error: unknown) => {
    if (error instanceof ModelCallError) return null;
    throw error;
  });
  return serverKindOf(model.endpoint.endpointUrl, models);
}

/** The side that failed more often, and what it failed with at last. */
function failureOf(failed: FailedSide[]): AdapterCheckFailure | null {
  const of = (role: ConnectionRole) => failed.filter((each) => each.role === role);
  const last = (
    of('baseline').length > of('candidate').length ? of('baseline') : of('candidate')
  ).at(-1);
  if (!last) return null;
  const { role, error } = last;
  return { role, reason: error.reason, message: storable(error.message) };
}

function toCheckedPrompt({ prompt, isOwn, answers }: AskedPrompt): CheckedPrompt {
  return {
    prompt: storable(prompt),
    isOwn,
    finding: findingOf(answers),
    answers: {
      candidate: answers.candidate.map(storable),
      baseline: answers.baseline.map(storable),
    },
  };
}

/** As PostgreSQL takes it, and not longer than anybody reads. */
function storable(text: string): string {
  const clean = text.replaceAll('\0', '');
  return (
    clean.length > MAX_CHARACTERS ? `${clean.slice(0, MAX_CHARACTERS)}…` : clean
  ).toWellFormed();
}
