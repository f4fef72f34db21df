import type { EndedBlindVote } from '../../contract/blindVotes.ts';
import type { Db } from '../../db/engine/index.ts';
import { readBlindVote, votesOf } from '../blindVotes/index.ts';

/** The blind votes on these runs, or on all of a session, that have ended; the newest first. */
export async function endedVotes(
  db: Db,
  sessionHash: string,
  runs: Parameters<typeof votesOf>[2],
): Promise<EndedBlindVote[]> {
  const ended = (await votesOf(db, sessionHash, runs)).filter(({ endedAt }) => endedAt !== null);
  const votes = await Promise.all(
    ended.map(({ blindVoteId }) => readBlindVote(db, sessionHash, blindVoteId)),
  );
  return votes.filter((vote) => vote.ended);
}
