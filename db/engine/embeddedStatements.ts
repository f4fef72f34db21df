/**
 * Statements of the embedded database that are parsed and planned once, however often they are asked. PGlite's
 * own `query` begins from the text each time, which in WebAssembly takes longer than running most of them,
 * and goes into the database five times where one is enough (docs/decisions/0024).
 * Source: PostgreSQL, frontend/backend protocol, extended query.
 */
import { messages, type PGlite, parse, protocol, type QueryOptions } from '@electric-sql/pglite';
import type { StatementResult } from './embeddedMessages.ts';

const { serialize } = protocol;

/** Texts that depend on a number of parameters are many; those asked last stay. */
const MAX_PREPARED = 300;
/** The columns that it returns have changed since it was prepared, or somebody deallocated it. */
const STALE = ['0A000', '26000'];

interface PreparedStatement {
  name: string;
  parameterTypes: number[];
}

/** Asks one statement; the parameters' types are found out from its text. */
export type AskStatement = (
  sql: string,
  parameters: unknown[] | undefined,
  options: QueryOptions,
) => Promise<StatementResult>;

/** Whoever uses it asks nothing before the last statement was answered. */
export function prepareStatements(pglite: PGlite): AskStatement {
  const prepared = new Map<string, PreparedStatement>();
  let lastName = 0;

  async function prepare(sql: string): Promise<PreparedStatement> {
    const known = prepared.get(sql);
    if (known) {
      prepared.delete(sql);
      prepared.set(sql, known);
      return known;
    }
    const name = `s${++lastName}`;
    const described = await send([
      serialize.parse({ name, text: sql }),
      serialize.describe({ type: 'S', name }),
    ]);
    const statement = { name, parameterTypes: parse.parseDescribeStatementResults(described) };
    prepared.set(sql, statement);
    const [oldest] = prepared.keys();
    if (prepared.size > MAX_PREPARED && oldest !== undefined) await forget(oldest);
    return statement;
  }

  async function forget(sql: string): Promise<void> {
    const statement = prepared.get(sql);
    if (!statement) return;
    prepared.delete(sql);
    await send([serialize.close({ type: 'S', name: statement.name })]);
  }

  async function send(requests: Uint8Array[]) {
    // An error passes over all that follows, up to the sync.
    const request = Buffer.concat([...requests, serialize.sync()]);
    return (await pglite.execProtocol(request, { throwOnError: true })).messages;
  }

  function toText(value: unknown, type: number | undefined): string | null {
    if (value === null || value === undefined) return null;
    const serializer = type === undefined ? undefined : pglite.serializers[type];
    return serializer ? serializer(value) : String(value);
  }

  async function ask(sql: string, parameters: unknown[], options: QueryOptions) {
    const { name, parameterTypes } = await prepare(sql);
    const answers = await send([
      serialize.bind({
        statement: name,
        values: parameters.map((value, index) => toText(value, parameterTypes[index])),
      }),
      serialize.describe({ type: 'P' }),
      serialize.execute(),
    ]);
    return parse.parseResults(answers, pglite.parsers, options)[0] as StatementResult;
  }

  return async (sql, parameters = [], options) => {
    const wasKnown = prepared.has(sql);
    try {
      return await ask(sql, parameters, options);
    } catch (error) {
      const isStale =
        wasKnown && error instanceof messages.DatabaseError && STALE.includes(error.code ?? '');
      // In a transaction that has failed nothing can be asked again.
      if (!isStale || pglite.isInTransaction()) throw error;
      await forget(sql);
      return ask(sql, parameters, options);
    }
  };
}
