import { type AnyColumn, and, asc, desc, eq, isNull, or, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import {
  MAX_SEARCH_LENGTH,
  type ResultFilter,
  resultFilterDefinitions,
  resultFilters,
  resultSortings,
} from '../../contract/results.ts';
import { countInput } from '../../contract/schemas/numberInput.ts';
import { MAX_PROMPT_LENGTHS } from '../../contract/suites.ts';
import { type Db, queryRows } from '../../db/engine/index.ts';
import { batchTestResults } from '../../db/schema.ts';
import { type RunResult, resultColumns } from './resultQueries.ts';
import { type Scope, withinScope } from './resultScope.ts';

const MAX_CATEGORY_LENGTH = MAX_PROMPT_LENGTHS.category;

/** Which rows of a result table to show, and in which order. */
export const resultsInput = z.strictObject({
  testRunId: z.uuid('must be the id of a run').optional(),
  sort: z
    .enum(resultSortings, { error: `must be one of ${resultSortings.join(', ')}` })
    .default('promptIndex'),
  direction: z.enum(['asc', 'desc'], { error: 'must be asc or desc' }).default('asc'),
  filter: z
    .enum(resultFilters, { error: `must be one of ${resultFilters.join(', ')}` })
    .default('all'),
  /** Compared without regard to case; empty for all. */
  category: z
    .string('must be a string')
    .trim()
    .max(MAX_CATEGORY_LENGTH, `is longer than ${MAX_CATEGORY_LENGTH} characters`)
    .default(''),
  search: z
    .string('must be a string')
    .trim()
    .max(
      MAX_SEARCH_LENGTH,
      `is longer than ${MAX_SEARCH_LENGTH.toLocaleString('en-US')} characters`,
    )
    .default(''),
  limit: countInput({ min: 1, max: 1_000 }).default(200),
  offset: countInput({ min: 0, max: 1_000_000 }).default(0),
  /** In place of `offset`: the page that holds this result, if it is among those that match. */
  resultId: z.uuid('must be the id of a result').optional(),
});

/**
 * Individual results, sorted and filtered, nulls last. `total` counts all that match, `offset` those
 * before the first one that is returned.
 */
export async function getPromptResults(
  db: Db,
  sessionHash: string,
  input: z.output<typeof resultsInput>,
): Promise<{ total: number; offset: number; results: RunResult[] }> {
  const where = and(
    withinScope({ sessionHash, testRunId: input.testRunId }),
    filterCondition(input.filter),
    ...narrowingConditions(input),
  );
  const direction = input.direction === 'asc' ? asc : desc;
  const order = [
    sql`${direction(batchTestResults[input.sort])} nulls last`,
    asc(batchTestResults.seq),
  ];
  const before = input.resultId && (await countBefore(db, input.resultId, where, order));
  const offset = typeof before === 'number' ? before - (before % input.limit) : input.offset;
  const results = await db
    .select(resultColumns)
    .from(batchTestResults)
    .where(where)
    .orderBy(...order)
    .limit(input.limit)
    .offset(offset);
  const [counted] = await db
    .select({ total: sql<number>`count(*)::int` })
    .from(batchTestResults)
    .where(where);
  return { total: counted?.total ?? 0, offset, results };
}

/** The category and the words that results must have, in SQL. */
export function narrowingConditions({
  category,
  search,
}: Pick<z.output<typeof resultsInput>, 'category' | 'search'>): (SQL | undefined)[] {
  return [
    category === ''
      ? undefined
      : sql`lower(${batchTestResults.category}) = lower(${withoutUnstorable(category)})`,
    search === '' ? undefined : searchCondition(search),
  ];
}

/** A filter in SQL; undefined for all. */
export function filterCondition(filter: ResultFilter): SQL | undefined {
  const { where } = resultFilterDefinitions[filter];
  const conditions = Object.entries(where).map(([field, value]) => {
    const column = batchTestResults[field as keyof typeof where];
    return value === null ? isNull(column) : eq(column, value);
  });
  return and(...conditions);
}

/** How many results come before one; undefined when it is not among them. */
async function countBefore(
  db: Db,
  resultId: string,
  where: SQL | undefined,
  order: SQL[],
): Promise<number | undefined> {
  const [row] = await queryRows<{ before: number }>(
    db,
    sql`
      select before from (
        select id, (row_number() over (order by ${sql.join(order, sql`, `)}) - 1)::int as before
        from ${batchTestResults} where ${where}
      ) as placed where id = ${resultId}::uuid`,
  );
  return row?.before;
}

/**
 * Results whose prompt or response has the words of `query`, the last of which may be the beginning of one, best match
 * first; where none has, those with the literal text anywhere, for which every text is looked through.
 */
export async function searchResponses(
  db: Db,
  scope: Scope,
  query: string,
  limit: number,
): Promise<RunResult[]> {
  const { search, seq } = batchTestResults;
  const words = sql`(select ${wordsOf(query)} || ${beginningOf(query)})`;
  const found = (condition: SQL, ...order: SQL[]) =>
    db
      .select(resultColumns)
      .from(batchTestResults)
      .where(and(withinScope(scope), condition))
      .orderBy(...order, asc(seq))
      .limit(limit);
  const rank = desc(sql`ts_rank(${search}, ${words})`);
  const withWords = await found(sql`${search} @@ ${words}`, rank);
  return withWords.length > 0 ? withWords : found(literalCondition(query));
}

/**
 * Full-text search, or the literal text anywhere, so that half a word is found too. `strpos` knows no
 * wildcards, so no search text can turn into an expensive pattern.
 */
function searchCondition(query: string): SQL {
  // As a subquery it is computed once; the plan of a prepared statement would compute it for each row.
  return or(
    sql`${batchTestResults.search} @@ (select ${wordsOf(query)})`,
    literalCondition(query),
  ) as SQL;
}

function literalCondition(query: string): SQL {
  // To change the case of other letters than A to Z takes longer than to look for the text.
  const collation = /^\p{ASCII}*$/u.test(query) ? sql.raw(' collate "C"') : sql``;
  const needle = sql`(select lower(${withoutUnstorable(query)}))`;
  const has = (text: SQL | AnyColumn) => sql`strpos(lower(${text}${collation}), ${needle}) > 0`;
  const { prompt, response } = batchTestResults;
  return or(has(prompt), has(sql`coalesce(${response}, '')`)) as SQL;
}

function wordsOf(text: string): SQL {
  return sql`websearch_to_tsquery('english', ${withoutUnstorable(text)})`;
}

/** Nobody types longer ones, and what has many parts is many beginnings to look for. */
const MAX_BEGINNING = 100;

/** The words, with the last one as the beginning of a word; nothing where signs say how words are meant. */
function beginningOf(query: string): SQL {
  const [, before = '', last = ''] = /^(.*\s)?(\S+)\s*$/s.exec(query) ?? [];
  if (/(^|\s)-|"/.test(query) || last.length > MAX_BEGINNING) return sql`''::tsquery`;
  // Not brought to its stem, which half a word does not have.
  const beginnings = sql`(
    select string_agg('''' || replace(replace(lexeme, '\\', '\\\\'), '''', '''''') || ''':*', ' & ')::tsquery
    from unnest(to_tsvector('simple', ${withoutUnstorable(last)}))
    where length(to_tsvector('english', lexeme)) > 0)`;
  return sql`coalesce(${wordsOf(before)} && ${beginnings}, '')`;
}

/** PostgreSQL accepts neither NUL nor lone surrogates, not even to compare with. */
function withoutUnstorable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}
