/** The rows of blind votes. Whoever changes one holds its lock, so that of two at once the second finds what the first did. */
import { and, desc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { VoteChoice } from '../../contract/blindVotes.ts';
import { DomainError } from '../../contract/domainError.ts';
import type { Db } from '../../db/engine/index.ts';
import { blindVoteChoices, blindVotes } from '../../db/schema.ts';

export type BlindVoteRow = typeof blindVotes.$inferSelect;

/** A blind vote with what was voted so far, by place. */
export interface StoredBlindVote extends BlindVoteRow {
  choices: VoteChoice[];
}

/**
 * A session's blind vote.
 * @throws DomainError `blind_vote_not_found`, also when it is somebody else's
 */
export async function findBlindVote(
  db: Db,
  sessionHash: string,
  blindVoteId: string,
): Promise<StoredBlindVote> {
  const [found] = await selectBlindVotes(db, sessionHash, eq(blindVotes.id, blindVoteId));
  return found ?? throwNotFound();
}

/**
 * The same, locked until the end of the transaction.
 * @throws DomainError `blind_vote_not_found`
 */
export async function lockBlindVote(
  tx: Db,
  sessionHash: string,
  blindVoteId: string,
): Promise<StoredBlindVote> {
  const [locked] = await tx
    .select({ id: blindVotes.id })
    .from(blindVotes)
    .where(and(eq(blindVotes.id, blindVoteId), eq(blindVotes.sessionHash, sessionHash)))
    .for('update');
  return locked ? findBlindVote(tx, sessionHash, blindVoteId) : throwNotFound();
}

/** Those of a session on two runs, or on either of them, or all; the newest first. */
export function selectBlindVotesOf(
  db: Db,
  sessionHash: string,
  { candidate, baseline }: { candidate?: string | undefined; baseline?: string | undefined },
): Promise<StoredBlindVote[]> {
  return selectBlindVotes(
    db,
    sessionHash,
    and(
      candidate === undefined ? undefined : eq(blindVotes.candidateRunId, candidate),
      baseline === undefined ? undefined : eq(blindVotes.baselineRunId, baseline),
    ),
  );
}

// Of places in order there is none left out, since a vote is cast behind the last and taken back from the end.
const choices = sql<VoteChoice[]>`(
  select coalesce(json_agg(cast_vote.choice order by cast_vote.place), '[]')
  from ${blindVoteChoices} as cast_vote where cast_vote.blind_vote_id = ${blindVotes}.id)`;

/** In one statement, so that votes and end belong together. */
function selectBlindVotes(db: Db, sessionHash: string, which?: SQL): Promise<StoredBlindVote[]> {
  return db
    .select({ ...getTableColumns(blindVotes), choices })
    .from(blindVotes)
    .where(and(eq(blindVotes.sessionHash, sessionHash), which))
    .orderBy(desc(blindVotes.createdAt), desc(blindVotes.id));
}

function throwNotFound(): never {
  throw new DomainError('blind_vote_not_found', 'There is no such blind vote in this session.', {
    field: 'blindVoteId',
  });
}
