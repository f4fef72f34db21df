/**
 * Editions of suites: the prompts that runs point at. One is stored once, a row a prompt, and never changes
 * (docs/decisions/0039).
 */
import { and, asc, eq, inArray, isNotNull, lt, sql } from 'drizzle-orm';
import { DomainError } from '../../contract/domainError.ts';
import { MAX_SESSION_PROMPT_BYTES, type SuitePrompt } from '../../contract/suites.ts';
import { type Db, pgJson } from '../../db/engine/index.ts';
import { modelConfigs, suiteEditions, suitePrompts } from '../../db/schema.ts';
import { alignmentKeys } from './alignmentKey.ts';

/** The edition of a suite that comes with the product, stored by the first run that needs it. */
export async function curatedEdition(
  tx: Db,
  { id: suiteId, version, prompts }: { id: string; version: number; prompts: SuitePrompt[] },
): Promise<string> {
  // Of two at once the second one waits here for the first.
  const inserted = await insertEdition(tx, { sessionHash: null, suiteId, version, prompts });
  if (inserted) return inserted;
  const [known] = await tx
    .select({ id: suiteEditions.id })
    .from(suiteEditions)
    .where(and(eq(suiteEditions.suiteId, suiteId), eq(suiteEditions.version, version)));
  return (known as { id: string }).id;
}

/**
 * Stores an edition that belongs to a session.
 * @throws DomainError `too_large` where the session's prompts would take more than a session may store
 */
export async function ownEdition(
  tx: Db,
  edition: { sessionHash: string; suiteId: string | null; version: number; prompts: SuitePrompt[] },
): Promise<string> {
  const { sessionHash } = edition;
  await lockSession(tx, sessionHash);
  const id = (await insertEdition(tx, edition)) as string;
  const [used] = await tx
    .select({ bytes: sql<number>`sum(${suiteEditions.bytes})::float8` })
    .from(suiteEditions)
    .where(eq(suiteEditions.sessionHash, sessionHash));
  if ((used?.bytes ?? 0) > MAX_SESSION_PROMPT_BYTES) {
    throw new DomainError(
      'too_large',
      `The prompts of this session would take more than ${MAX_SESSION_PROMPT_BYTES / 1024 / 1024} MB. Delete a suite, or take fewer or shorter prompts.`,
    );
  }
  return id;
}

/** One after the other until the transaction's end, so that two at once cannot both fit in. */
export async function lockSession(tx: Db, sessionHash: string): Promise<void> {
  await tx
    .select({ sessionHash: modelConfigs.sessionHash })
    .from(modelConfigs)
    .where(eq(modelConfigs.sessionHash, sessionHash))
    .for('no key update');
}

/** Undefined where this edition of the suite is stored already. */
async function insertEdition(
  tx: Db,
  {
    prompts,
    ...edition
  }: {
    sessionHash: string | null;
    suiteId: string | null;
    version: number;
    prompts: SuitePrompt[];
  },
): Promise<string | undefined> {
  const keys = alignmentKeys(prompts);
  const rows = pgJson(
    prompts.map((prompt, position) => ({ position, prompt, key: keys[position] })),
  );
  const [inserted] = await tx
    .insert(suiteEditions)
    .values({ ...edition, promptCount: prompts.length, bytes: Buffer.byteLength(rows) })
    .onConflictDoNothing({ target: [suiteEditions.suiteId, suiteEditions.version] })
    .returning({ id: suiteEditions.id });
  if (!inserted) return undefined;
  // In one parameter: a value each would be more than a statement may have.
  await tx.execute(sql`
    insert into ${suitePrompts} (edition_id, position, prompt, alignment_key)
    select ${inserted.id}::uuid, position, prompt, key
    from json_to_recordset(${rows}::json) as row (position int, prompt jsonb, key text)`);
  return inserted.id;
}

/**
 * The prompts of an edition.
 * @param which their positions, in the order in which they are wanted; or how many of the first
 */
export async function readPrompts(
  db: Db,
  editionId: string,
  which: number[] | number,
): Promise<SuitePrompt[]> {
  const rows = await readRows(db, editionId, which, { value: suitePrompts.prompt });
  return inOrder(rows, which);
}

/** What each of these prompts is called wherever it is asked: see `alignmentKeys`. */
export async function readPromptKeys(
  db: Db,
  editionId: string,
  which: number[] | number,
): Promise<string[]> {
  const rows = await readRows(db, editionId, which, { value: suitePrompts.alignmentKey });
  return inOrder(rows, which);
}

function readRows<Column extends typeof suitePrompts.prompt | typeof suitePrompts.alignmentKey>(
  db: Db,
  editionId: string,
  which: number[] | number,
  { value }: { value: Column },
) {
  const { position } = suitePrompts;
  return db
    .select({ position, value })
    .from(suitePrompts)
    .where(
      and(
        eq(suitePrompts.editionId, editionId),
        typeof which === 'number' ? lt(position, which) : inArray(position, which),
      ),
    )
    .orderBy(asc(position));
}

function inOrder<Value>(rows: { position: number; value: Value }[], which: number[] | number) {
  if (typeof which === 'number') return rows.map(({ value }) => value);
  const byPosition = new Map(rows.map(({ position, value }) => [position, value]));
  return which.flatMap((wanted) => {
    const value = byPosition.get(wanted);
    return value === undefined ? [] : [value];
  });
}

/** The versions of editions, by their ids; without those of prompts that are of no suite. */
export async function editionVersions(db: Db, ids: string[]): Promise<Map<string, number>> {
  const { id, version, suiteId } = suiteEditions;
  const rows = await db
    .select({ id, version })
    .from(suiteEditions)
    .where(and(inArray(id, ids), isNotNull(suiteId)));
  return new Map(rows.map((row) => [row.id, row.version]));
}
