import type { BlindVoteSummary } from '../../contract/blindVotes.ts';
import type { Db } from '../../db/engine/index.ts';
import { type StoredBlindVote, selectBlindVotesOf } from './blindVoteStore.ts';
import { countVotes } from './countVotes.ts';

/** The blind votes of a session on these two runs, or on either of them, or all; the newest first. */
export async function votesOf(
  db: Db,
  sessionHash: string,
  runs: { candidate?: string | undefined; baseline?: string | undefined },
): Promise<BlindVoteSummary[]> {
  return (await selectBlindVotesOf(db, sessionHash, runs)).map(summaryOf);
}

/** Of one that goes on nothing is counted: who knew how it stands would vote otherwise. */
function summaryOf({ places, choices, ...stored }: StoredBlindVote): BlindVoteSummary {
  const { id, candidateRunId, baselineRunId, target, createdAt, endedAt } = stored;
  return {
    blindVoteId: id,
    candidateRunId,
    baselineRunId,
    votes: choices.length,
    target,
    createdAt,
    endedAt,
    result: endedAt ? countVotes(places, choices) : null,
  };
}
