import { randomInt } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { z } from 'zod';
import { MAX_BLIND_VOTES, type StartedBlindVote } from '../../contract/blindVotes.ts';
import { DomainError } from '../../contract/domainError.ts';
import { isRunOver } from '../../contract/runs.ts';
import type { Db } from '../../db/engine/index.ts';
import { blindVotes } from '../../db/schema.ts';
import { type comparedRunsInput, findComparedRuns } from '../comparison/index.ts';
import type { Run } from '../runs/index.ts';
import { lockSession } from '../suites/index.ts';
import { type BlindVoteRow, selectBlindVotesOf } from './blindVoteStore.ts';
import { drawPlaces } from './drawPlaces.ts';
import { votablePrompts } from './votablePrompts.ts';

/** Above it a seed would be no integer of the database. */
const SEEDS = 2 ** 31;

/**
 * Draws a blind vote on the answers of two runs that are over; one on the same two that goes on is gone on with.
 * @throws DomainError `run_not_found`; `run_not_over`; `nothing_to_vote_on` where no prompt has two answers that
 * differ; `blind_vote_limit`; `invalid_input` where it is one run
 */
export async function startBlindVote(
  db: Db,
  sessionHash: string,
  input: z.output<typeof comparedRunsInput>,
): Promise<StartedBlindVote> {
  const { candidate, baseline } = await findComparedRuns(db, sessionHash, input);
  assertOver(candidate, 'candidate');
  assertOver(baseline, 'baseline');
  const { votable, identical, unanswered } = await votablePrompts(db, { candidate, baseline });
  return db.transaction(async (tx) => {
    await lockSession(tx, sessionHash);
    // Either way round: the end of one would name the models of the other.
    const swapped = { candidate: input.baseline, baseline: input.candidate };
    const onThese = [
      ...(await selectBlindVotesOf(tx, sessionHash, input)),
      ...(await selectBlindVotesOf(tx, sessionHash, swapped)),
    ];
    const open = onThese.find(({ endedAt }) => endedAt === null);
    if (open) return toStarted(open);
    if (votable.length === 0) throw nothingToVoteOn({ identical, unanswered });
    const all = await tx.$count(blindVotes, eq(blindVotes.sessionHash, sessionHash));
    if (all >= MAX_BLIND_VOTES) throw tooMany();
    const seed = randomInt(SEEDS);
    const places = drawPlaces(seed, votable);
    const [started] = await tx
      .insert(blindVotes)
      .values({
        sessionHash,
        candidateRunId: candidate.id,
        baselineRunId: baseline.id,
        seed,
        places,
        target: places.length,
        identical,
        unanswered,
      })
      .returning();
    return toStarted(started as BlindVoteRow);
  });
}

function toStarted({ id, target, identical, unanswered }: BlindVoteRow): StartedBlindVote {
  return { blindVoteId: id, target, identical, unanswered };
}

function assertOver(run: Run, field: string): void {
  if (isRunOver(run)) return;
  throw new DomainError(
    'run_not_over',
    'This run goes on. Vote once it has ended, or cancel it to vote on what it has answered.',
    { field },
  );
}

function nothingToVoteOn({
  identical,
  unanswered,
}: Pick<BlindVoteRow, 'identical' | 'unanswered'>) {
  const reason =
    identical > 0
      ? 'Both runs gave the same answers, so there is nothing to choose between.'
      : unanswered > 0
        ? 'No prompt was answered by both runs. Resume or repeat the one that failed.'
        : 'These runs have no prompt in common. Run the same prompts with both models.';
  return new DomainError('nothing_to_vote_on', reason, { field: 'baseline' });
}

function tooMany() {
  return new DomainError(
    'blind_vote_limit',
    `This session has ${MAX_BLIND_VOTES} blind votes, which is the most. Finish one that is open, or begin a new session.`,
  );
}
