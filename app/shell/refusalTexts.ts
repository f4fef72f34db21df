import { isRouteErrorResponse } from '@remix-run/react';
import { type ProblemKind, problemKinds } from '../../contract/problemKinds.ts';
import { type StepRefusal, stepRefusalOf } from '../lib/stepRefusal.ts';

/** A refusal as a page tells it. */
export interface RefusalText extends StepRefusal {
  title: string;
}

/** What was refused, by the API or because there is no such page; null where something went wrong. */
export function refusalText(error: unknown): RefusalText | null {
  const refusal = stepRefusalOf(error);
  if (refusal) return { ...refusal, title: titles[refusal.kind] ?? 'This was refused' };
  const status = isRouteErrorResponse(error) ? error.status : problemKinds.internal.http;
  return ofRemix.find(({ kind }) => problemKinds[kind].http === status) ?? null;
}

const titles: Partial<Record<ProblemKind, string>> = {
  invalid_input: 'This could not be read',
  too_large: 'That was too much at once',
  rate_limited: 'Too many requests',
  session_limit: 'Too many sessions',
  session_required: 'Connect a model first',
  session_expired: 'This session has ended',
  session_not_found: 'This session has ended',
  run_not_found: 'There is no such run in this session',
  suite_not_found: 'There is no such suite in this session',
  comparison_not_found: 'There is no such comparison in this session',
  blind_vote_not_found: 'There is no such blind vote in this session',
  result_not_found: 'There is no such result in this session',
  message_not_found: 'There is no such message in this session',
  unavailable: 'BYOM cannot answer right now',
  forbidden: 'This is not allowed',
};

/** What Remix itself refuses: an address without a page, a form for a page that has none. */
const ofRemix: RefusalText[] = [
  {
    kind: 'not_found',
    title: 'There is nothing at this address',
    message:
      'The link may be old, or a letter may be missing. The six steps start on the welcome page.',
  },
  {
    kind: 'method_not_allowed',
    title: 'Nothing can be sent to this address',
    message: 'It only shows something. Open the page again and use its own forms.',
  },
];
