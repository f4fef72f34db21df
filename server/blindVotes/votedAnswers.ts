import { and, eq, inArray, or, sql } from 'drizzle-orm';
import type { VotePlace } from '../../contract/blindVotes.ts';
import type { ConnectionRole } from '../../contract/connectionRoles.ts';
import type { Db } from '../../db/engine/index.ts';
import { batchTestResults } from '../../db/schema.ts';
import type { BlindVoteRow } from './blindVoteStore.ts';

export interface VotedAnswer {
  resultId: string;
  prompt: string;
  answer: string;
}

/**
 * The answers that stand at some places of a blind vote, in their order.
 * @param maxLength of a prompt and an answer, in characters; all of it where none is given
 */
export async function votedAnswers(
  db: Db,
  { candidateRunId, baselineRunId }: Pick<BlindVoteRow, 'candidateRunId' | 'baselineRunId'>,
  places: VotePlace[],
  maxLength?: number,
): Promise<Record<ConnectionRole, VotedAnswer>[]> {
  const { id, testRunId, promptIndex, sample, prompt, response } = batchTestResults;
  const ofRun = (runId: string, indexes: number[]) =>
    and(eq(testRunId, runId), inArray(promptIndex, indexes));
  const cut = (text: typeof prompt | typeof response) =>
    maxLength === undefined ? sql<string>`${text}` : sql<string>`left(${text}, ${maxLength})`;
  const rows = await db
    .select({ resultId: id, testRunId, promptIndex, prompt: cut(prompt), answer: cut(response) })
    .from(batchTestResults)
    .where(
      and(
        eq(sample, 0),
        or(
          ofRun(
            candidateRunId,
            places.map(({ candidateIndex }) => candidateIndex),
          ),
          ofRun(
            baselineRunId,
            places.map(({ baselineIndex }) => baselineIndex),
          ),
        ),
      ),
    );
  const answerOf = (runId: string, index: number): VotedAnswer => {
    const found = rows.find((row) => row.testRunId === runId && row.promptIndex === index);
    if (!found) throw new Error('An answer that is voted on is gone.');
    const { resultId, prompt: asked, answer } = found;
    return { resultId, prompt: asked, answer };
  };
  return places.map(({ candidateIndex, baselineIndex }) => ({
    candidate: answerOf(candidateRunId, candidateIndex),
    baseline: answerOf(baselineRunId, baselineIndex),
  }));
}
