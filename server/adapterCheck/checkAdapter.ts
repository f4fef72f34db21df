/**
 * The adapter check, as a caller sees it: whoever asks while it goes on, on whichever node, joins it, and is answered
 * once it is over or after a minute. See docs/decisions/0037.
 */
import { z } from 'zod';
import type { ConnectionRole } from '../../contract/connectionRoles.ts';
import { DomainError } from '../../contract/domainError.ts';
import { modelReference, toReference } from '../../contract/schemas/connectionReference.ts';
import { suitePromptInput } from '../../contract/schemas/suites.ts';
import { MAX_PROMPTS } from '../../contract/suites.ts';
import type { Db, Notifications } from '../../db/engine/index.ts';
import {
  type ApiKeyCipher,
  assertTested,
  connectionNotFound,
  credentialsOf,
  isConnected,
  untilDisconnected,
  withConnection,
} from '../connections/index.ts';
import { assertSessionAlive, type Session } from '../sessions/index.ts';
import { findSuite } from '../suites/index.ts';
import { type CheckPrompt, checkPrompts } from './checkPrompts.ts';
import {
  type AdapterCheck,
  beginCheck,
  type CheckedPair,
  checkTopic,
  findCheck,
  findRunningCheck,
} from './checkStore.ts';
import type { LiveChecks } from './liveChecks.ts';

export const checkAdapterInput = z
  .strictObject({
    /** By default the first candidate. */
    candidate: modelReference.optional(),
    /** By default the baseline. */
    baseline: modelReference.optional(),
    /** A suite of which up to five prompts are asked; or `prompts` of one's own, likewise. */
    testSuiteId: z.uuid('must be the id of a suite').optional(),
    prompts: z
      .array(suitePromptInput)
      .max(MAX_PROMPTS, `must hold at most ${MAX_PROMPTS} prompts`)
      .optional(),
    /** Whether to wait for the result, for a minute at most. */
    wait: z.boolean({ error: 'must be true or false' }).default(true),
  })
  .refine(({ testSuiteId, prompts }) => testSuiteId === undefined || prompts === undefined, {
    path: ['testSuiteId'],
    message: 'give either the id of a suite or prompts of your own',
  });

/** Proxies give a silent answer up after a minute; the rest of it is for the way. */
const ANSWER_WITHIN_MS = 50_000;

/**
 * Holds a candidate against its base, or joins the check of these two that is going on.
 * @returns the check when it is over, or as it stands after a minute
 * @throws DomainError `connection_not_found`, also when one is removed meanwhile; `connection_untested`,
 *   `invalid_input`, `suite_not_found`; `session_expired`, also when the session ends meanwhile; ApiKeyUnreadableError
 */
export async function checkAdapter(
  deps: {
    db: Db;
    cipher: ApiKeyCipher;
    notifications: Notifications;
    adapterChecks: LiveChecks;
    /** Aborts when the process is told to stop: nobody is then kept waiting. */
    stopping: AbortSignal;
  },
  session: Session,
  input: z.output<typeof checkAdapterInput>,
): Promise<AdapterCheck> {
  const { db, cipher, notifications, adapterChecks, stopping } = deps;
  const pair = await pairOf(db, session, input);
  const prompts = await promptsOf(db, input);
  for (const each of Object.values(pair)) {
    assertTested(each.connection);
    credentialsOf(cipher, each);
  }
  const lifetimes = Object.values(pair).map((each) => untilDisconnected(deps, each));
  const ended = AbortSignal.any(lifetimes.map(({ signal }) => signal));
  const patience = AbortSignal.timeout(input.wait ? ANSWER_WITHIN_MS : 0);
  const waiting = AbortSignal.any([patience, stopping, ended]);
  const changes = notifications.watch(checkTopic(session.sessionHash), waiting);
  const beginOrJoin = () => beginOrJoinCheck(db, pair, { adapterChecks, prompts });
  try {
    let id = await beginOrJoin();
    while (true) {
      const check = id && (await findCheck(db, session.sessionHash, id));
      ended.throwIfAborted();
      if (!check) throw await missingCheck(db, pair);
      if (check.isAbandoned) id = await beginOrJoin();
      else if (check.status !== 'running' || waiting.aborted) return check;
      else await changes.next();
    }
  } finally {
    changes.end();
    for (const { release } of lifetimes) release();
  }
}

/** The id of the check of a pair that goes on; undefined where the session is gone. */
async function beginOrJoinCheck(
  db: Db,
  pair: CheckedPair,
  { adapterChecks, prompts }: { adapterChecks: LiveChecks; prompts: CheckPrompt[] },
): Promise<string | undefined> {
  // One that is not there to be joined has just ended.
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const lease = await beginCheck(db, pair);
    if (lease) {
      adapterChecks.begin(pair, lease, prompts);
      return lease.id;
    }
    const running = await findRunningCheck(db, pair);
    if (running) return running.id;
  }
  return undefined;
}

async function pairOf(
  db: Db,
  session: Session,
  references: Pick<z.output<typeof checkAdapterInput>, ConnectionRole>,
): Promise<CheckedPair> {
  const meant = (reference: string) => withConnection(db, session, toReference(reference));
  const candidate =
    references.candidate === undefined && session.connection.role === 'candidate'
      ? session
      : await meant(references.candidate ?? 'candidate');
  const baseline = await meant(references.baseline ?? 'baseline');
  if (candidate.connection.connectionId === baseline.connection.connectionId) {
    const message = 'is the candidate as well. Name the model that it is to be held against';
    throw new DomainError('invalid_input', message, { field: 'baseline' });
  }
  return { candidate, baseline };
}

async function promptsOf(
  db: Db,
  { testSuiteId, prompts = [] }: z.output<typeof checkAdapterInput>,
): Promise<CheckPrompt[]> {
  const own = testSuiteId === undefined ? prompts : (await findSuite(db, testSuiteId)).prompts;
  return checkPrompts(own.map(({ prompt }) => prompt));
}

/** A check without a row went with its session or a connection, or was dropped for a fault that is in the log. */
async function missingCheck(db: Db, pair: CheckedPair): Promise<Error> {
  await assertSessionAlive(db, pair.candidate.sessionHash);
  for (const each of Object.values(pair)) {
    if (!(await isConnected(db, each))) return connectionNotFound();
  }
  return new Error('The adapter check was given up.');
}
