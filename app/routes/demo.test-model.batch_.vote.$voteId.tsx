import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import { stepMeta } from '../lib/steps.ts';
import {
  blindVoteNotFound,
  requireSession,
  throwIfSessionEnded,
} from '../lib/wizardSession.server.ts';
import type { PageHandle } from '../shell/pageHandle.ts';
import { STEP_HEADING_ID } from '../shell/StepHeading.tsx';
import { OpenVote, VOTE_ANCHOR } from '../steps/vote/OpenVote.tsx';
import { VoteReveal } from '../steps/vote/VoteReveal.tsx';
import { voteForms } from '../steps/vote/voteForms.server.ts';
import { noteOf, noteText } from '../steps/vote/voteNotes.ts';

export const meta = stepMeta('batch');

export const handle: PageHandle<unknown> = { isWide: true };

/** Until the last vote nothing may be loaded here that tells which model gave which answer (docs/decisions/0042). */
export async function loader({ context, request, params }: LoaderFunctionArgs) {
  await requireSession(context);
  const vote = await context.api.blindVote
    .get({ blindVoteId: params.voteId ?? '' })
    .catch(refused(context));
  return { vote, note: noteText(new URL(request.url).searchParams.get('note')) };
}

export async function action({ context, request, params }: ActionFunctionArgs) {
  const { fields } = await context.readForm(voteForms);
  const blindVoteId = params.voteId ?? '';
  const { pathname } = new URL(request.url);
  // The next pair begins where the last one did, below the heading.
  const nextPair = (query = '') => redirect(`${pathname}${query}#${VOTE_ANCHOR}`);
  const { blindVote } = context.api;
  if (fields.intent === 'undo') {
    const { place } = fields;
    await blindVote.undo({ blindVoteId, place }).catch((error: unknown) => {
      // It ended in another tab: the page that follows shows that.
      if (context.foreseenProblem(error)?.kind !== 'blind_vote_ended') refused(context)(error);
    });
    return nextPair();
  }
  const { place, choice } = fields;
  const cast = await blindVote.cast({ blindVoteId, place, choice }).catch(refused(context));
  const note = noteOf(cast, choice);
  return nextPair(note ? `?note=${note}` : '');
}

export default function Vote() {
  const { vote, note } = useLoaderData<typeof loader>();
  const { ended } = vote;
  const wasEnded = useRef(ended);
  useEffect(() => {
    // The buttons that had the focus are gone.
    if (ended && !wasEnded.current) document.getElementById(STEP_HEADING_ID)?.focus();
    wasEnded.current = ended;
  }, [ended]);
  return vote.ended ? <VoteReveal vote={vote} /> : <OpenVote vote={vote} note={note} />;
}

export { StepErrorBoundary as ErrorBoundary } from '../shell/StepErrorBoundary.tsx';

/** An id that is none is as unknown as one that belongs to somebody else. */
function refused(context: LoaderFunctionArgs['context']) {
  return (error: unknown): never => {
    throwIfSessionEnded(context, error);
    const kind = context.foreseenProblem(error)?.kind;
    if (kind === 'blind_vote_not_found' || kind === 'invalid_input') throw blindVoteNotFound();
    throw error;
  };
}
