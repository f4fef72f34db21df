import { sql } from 'drizzle-orm';
import { type Db, pgJson, queryRows } from '../../db/engine/index.ts';
import { batchTestResults } from '../../db/schema.ts';
import { promptKeysOf, type Run } from '../runs/index.ts';
import type { VotablePrompt } from './drawPlaces.ts';

/** Which prompts of two runs can be voted on, and how many of those that both asked cannot. */
export interface VotablePrompts {
  votable: VotablePrompt[];
  /** Answered alike on both sides, but for white space around. */
  identical: number;
  /** Without an answer on at least one side. */
  unanswered: number;
}

const WHITE_SPACE = ' \t\n\r\f\v\u00a0';

/** Of each prompt the first sample counts. The answers stay in the database: they may be long. */
export async function votablePrompts(
  db: Db,
  { candidate, baseline }: { candidate: Run; baseline: Run },
): Promise<VotablePrompts> {
  const [candidateKeys, baselineKeys] = await Promise.all([
    promptKeysOf(db, candidate),
    promptKeysOf(db, baseline),
  ]);
  const baselineIndexes = new Map(baselineKeys.map((key, index) => [key, index]));
  const shared = candidateKeys.flatMap((promptKey, candidateIndex): VotablePrompt[] => {
    const baselineIndex = baselineIndexes.get(promptKey);
    return baselineIndex === undefined ? [] : [{ candidateIndex, baselineIndex, promptKey }];
  });
  const answered = await queryRows<{ candidate: number; differs: boolean }>(
    db,
    sql`select asked."candidateIndex" as candidate,
          btrim(own.response, ${WHITE_SPACE}) <> btrim(base.response, ${WHITE_SPACE}) as differs
        from json_to_recordset(${pgJson(shared)}::json)
          as asked("candidateIndex" int, "baselineIndex" int)
        join ${batchTestResults} as own on own.test_run_id = ${candidate.id}::uuid
          and own.prompt_index = asked."candidateIndex" and own.sample = 0
          and own.success and own.response is not null
        join ${batchTestResults} as base on base.test_run_id = ${baseline.id}::uuid
          and base.prompt_index = asked."baselineIndex" and base.sample = 0
          and base.success and base.response is not null`,
  );
  const differing = new Set(
    answered.filter(({ differs }) => differs).map(({ candidate: index }) => index),
  );
  return {
    votable: shared.filter(({ candidateIndex }) => differing.has(candidateIndex)),
    identical: answered.length - differing.size,
    unanswered: shared.length - answered.length,
  };
}
