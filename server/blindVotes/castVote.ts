import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type CastVote, VOTES_FOR_VERDICT, voteChoices } from '../../contract/blindVotes.ts';
import { DomainError } from '../../contract/domainError.ts';
import type { Db } from '../../db/engine/index.ts';
import { blindVoteChoices, blindVotes } from '../../db/schema.ts';
import { lockBlindVote } from './blindVoteStore.ts';

export const someBlindVote = z.strictObject({
  blindVoteId: z.uuid('must be the id of a blind vote'),
});
export const takeBackInput = someBlindVote.extend({
  place: z
    .number('must be a number')
    .int('must be a whole number')
    .min(0, 'must be at least 0')
    .max(VOTES_FOR_VERDICT - 1, `must be at most ${VOTES_FOR_VERDICT - 1}`),
});
export const castVoteInput = takeBackInput.extend({
  choice: z.enum(voteChoices, `must be one of ${voteChoices.join(', ')}`),
});

/**
 * Stores a vote, unless its place has one: of two the first counts. A place whose turn it is not yet stays empty. The
 * last one ends the blind vote.
 * @throws DomainError `blind_vote_not_found`
 */
export function castVote(
  db: Db,
  sessionHash: string,
  { blindVoteId, place, choice }: z.output<typeof castVoteInput>,
): Promise<CastVote> {
  return db.transaction(async (tx) => {
    const { choices, target } = await lockBlindVote(tx, sessionHash, blindVoteId);
    if (place !== choices.length || place >= target) {
      return { counted: false, choice: choices[place] ?? null };
    }
    await tx.insert(blindVoteChoices).values({ blindVoteId, place, choice });
    if (place === target - 1) {
      await tx
        .update(blindVotes)
        .set({ endedAt: sql`now()` })
        .where(eq(blindVotes.id, blindVoteId));
    }
    return { counted: true, choice };
  });
}

/**
 * Takes back the vote at a place, if it is the last one; else nothing changes, so that what is sent twice takes back one.
 * @throws DomainError `blind_vote_not_found`, `blind_vote_ended`
 */
export async function takeBackVote(
  db: Db,
  sessionHash: string,
  { blindVoteId, place }: z.output<typeof takeBackInput>,
): Promise<void> {
  await db.transaction(async (tx) => {
    const { choices, endedAt } = await lockBlindVote(tx, sessionHash, blindVoteId);
    if (endedAt) {
      throw new DomainError(
        'blind_vote_ended',
        'This blind vote has ended and shows which model is which, so its votes stay. Start another one to vote again.',
        { field: 'blindVoteId' },
      );
    }
    if (place !== choices.length - 1) return;
    await tx
      .delete(blindVoteChoices)
      .where(and(eq(blindVoteChoices.blindVoteId, blindVoteId), eq(blindVoteChoices.place, place)));
  });
}
