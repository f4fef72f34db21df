/** Inputs that hold lists of prompts or messages: the only ones that may be large. */
import type { ProcedureName } from './callByName.ts';
import type { RequestContext } from './context.ts';
import { asRefusal } from './problems.ts';
import { requireSession } from './requireSession.ts';
import { whileDatabaseAnswers } from './whileDatabaseAnswers.ts';

/** What takes them, with the rate limit that counts its calls; null where none does. */
const limitsOfLarge = {
  'adapterCheck.start': 'adapterChecks',
  'batch.start': 'runs',
  'batch.estimate': null,
  'batch.rerun': 'runs',
  'chat.reply': 'messages',
  'suite.change': 'suites',
  'suite.create': 'suites',
  'suite.import': 'suites',
} as const satisfies Partial<
  Record<ProcedureName, 'adapterChecks' | 'runs' | 'messages' | 'suites' | null>
>;

export type LargeProcedureName = keyof typeof limitsOfLarge;

/** Whether a procedure's input may be large. */
export function takesMuch(name: string): name is LargeProcedureName {
  return Object.hasOwn(limitsOfLarge, name);
}

/**
 * Finds out, before a large input is parsed, whether it is worth it: whoever sends it has a session, and has
 * not used up what it may call. Counts nothing.
 * @throws DomainError `session_required`, `session_not_found`, `session_expired`, `rate_limited`, `unavailable`
 */
export async function admitLargeInput(
  context: RequestContext,
  procedure: LargeProcedureName,
): Promise<void> {
  const { rateLimits } = context.services;
  const { sessionHash } = await whileDatabaseAnswers(context.services, () =>
    requireSession(context),
  ).catch((error: unknown) => {
    throw asRefusal(error);
  });
  const limit = limitsOfLarge[procedure];
  if (limit) rateLimits.within(limit).assertNotUsedUp(sessionHash);
}
