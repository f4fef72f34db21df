/** Two runs held against each other: what pairs, what does not, and what follows, through REST. */
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FakeModelServer } from '../support/fakeModelServer.ts';
import { startFakeModelServer } from '../support/fakeModelServer.ts';
import { waitForRun } from '../support/restClient.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

/** `Prompt 7` is answered rightly by `7`. */
const promptsOf = (count: number, category = (_index: number): string | undefined => undefined) =>
  Array.from({ length: count }, (_, index) => ({
    prompt: `Prompt ${index}`,
    expected_answer: String(index),
    category: category(index),
    grader: { name: 'exact' },
  }));
const numberIn = (prompt: string) => Number(/\d+/.exec(prompt)?.[0]);

describe.each(engines)('on %s', (engine) => {
  let server: TestServer;
  let fake: FakeModelServer;
  let session_id: string;
  beforeAll(async () => {
    [server, fake] = await Promise.all([startTestServer(engine), startFakeModelServer()]);
    session_id = await server.connect(fake.url);
  });
  afterEach(() => fake.reset());
  afterAll(async () => {
    await server.stop();
    await fake.close();
  });

  const post = (path: string, body: object) => server.rest('POST', path, { session_id, ...body });
  const get = (path: string, query: Record<string, string> = {}) =>
    server.rest('GET', `${path}?${new URLSearchParams({ session_id, ...query })}`);

  /** A run whose model is right where `isRight` says so. */
  async function run(
    isRight: (index: number) => boolean,
    body: object = { prompts: promptsOf(40) },
  ): Promise<string> {
    fake.respond(({ prompt }) => {
      const index = numberIn(prompt);
      return { kind: 'answer', text: isRight(index) ? String(index) : 'no idea', latencyMs: 3 };
    });
    const { status, json } = await post('/batch-test', body);
    expect(status, JSON.stringify(json)).toBe(200);
    await waitForRun(server, session_id, json.test_run_id);
    fake.reset();
    return json.test_run_id;
  }
  const compare = async (candidate: string, baseline: string, query: Record<string, string> = {}) =>
    (await get('/compare', { candidate, baseline, ...query })).json;

  it('says which is better, by how much, and shows what changed, lost ones first', async () => {
    const category = (index: number) => (index % 2 === 0 ? 'even' : 'odd');
    const prompts = promptsOf(40, category);
    const baseline = await run((index) => index < 10 || index === 39, { prompts });
    const candidate = await run((index) => index < 39, { prompts });
    const told = await compare(candidate, baseline);
    expect(told).toMatchObject({
      n: 40,
      missing: 0,
      not_comparable: 0,
      ungraded: 0,
      both_right: 10,
      both_wrong: 0,
      gained: 29,
      lost: 1,
      candidate: { run: candidate, graded: 40, correct: 39, accuracy: 97.5, overruled: 0 },
      baseline: { run: baseline, graded: 40, correct: 11, accuracy: 27.5 },
      measure: 'pass',
      difference: 70,
      verdict: 'better',
      undecided_because: null,
      non_inferior: true,
      margin: 5,
      prompts_to_decide: 0,
      final: true,
      next_flips_offset: null,
    });
    // Bonett and Price for 29 gained and 1 lost of 40.
    expect(told.interval).toEqual([expect.closeTo(49.62672, 4), expect.closeTo(83.70661, 4)]);
    expect(told.p_value).toBeCloseTo(2.9802e-8, 11);
    expect(told.sentence).toContain('39 of 40');
    expect(told.flips).toHaveLength(30);
    expect(told.flips[0]).toMatchObject({
      prompt: 'Prompt 39',
      category: 'odd',
      change: 'lost',
      expected_answer: '39',
      candidate: { response: 'no idea', correct: false, grade: { grader: 'exact' } },
      baseline: { response: '39', correct: true },
    });
    expect(told.flips[1]).toMatchObject({ prompt: 'Prompt 10', change: 'gained' });
    expect(told.categories).toMatchObject([
      { category: 'odd', n: 20, gained: 14, lost: 1, verdict: 'better' },
      { category: 'even', n: 20, gained: 15, lost: 0, difference: 75, verdict: 'better' },
    ]);
    expect(told.latency_ratio).toMatchObject({ n: 40, value: expect.any(Number) });
    // The same, the other way round.
    expect(await compare(baseline, candidate)).toMatchObject({
      verdict: 'worse',
      difference: -70,
      gained: 1,
      lost: 29,
      p_value: told.p_value,
      non_inferior: false,
    });
  });

  it('aligns prompts by what is asked, wherever they stand, and counts no prompt of one run alone', async () => {
    const baseline = await run(() => true, { prompts: promptsOf(30) });
    const candidate = await run(() => true, { prompts: promptsOf(50).toReversed() });
    const told = await compare(candidate, baseline);
    expect(told).toMatchObject({ n: 30, both_right: 30, missing: 0, verdict: 'undecided' });
    expect(told.prompts_to_decide).toBeGreaterThan(10);
    expect(await compare(candidate, baseline, { margin: '10' })).toMatchObject({
      verdict: 'equivalent',
      margin: 10,
    });
    expect(told.doubts).toContainEqual({
      kind: 'prompts',
      text: expect.stringContaining('20 were asked of the candidate only'),
    });
    const { json } = await get('/compare/pairs', { candidate, baseline, limit: '2', offset: '1' });
    expect(json).toMatchObject({ total: 30, offset: 1, next_offset: 3 });
    expect(json.pairs).toMatchObject([
      { prompt: 'Prompt 28', state: 'both_right', candidate_mean: 1, baseline_mean: 1 },
      { prompt: 'Prompt 27' },
    ]);
    const [{ prompt_key }] = json.pairs;
    const found = await get('/compare/pairs', {
      candidate,
      baseline,
      limit: '10',
      prompt_key,
      states: 'both_right,lost',
    });
    expect(found.json).toMatchObject({ offset: 0 });
  });

  it('counts what failed for neither, says what it could change, and decides nothing above a tenth', async () => {
    const prompts = promptsOf(40);
    const baseline = await run((index) => index < 28, { prompts });
    fake.respond(({ prompt }) => {
      const index = numberIn(prompt);
      return index < 4
        ? { kind: 'error', status: 400, body: '{"error":{"message":"no"}}' }
        : { kind: 'answer', text: String(index) };
    });
    const { json } = await post('/batch-test', { prompts, config: { max_retries: 0 } });
    await waitForRun(server, session_id, json.test_run_id);
    const told = await compare(json.test_run_id, baseline);
    expect(told).toMatchObject({ n: 36, missing: 4, gained: 12, lost: 0, verdict: 'better' });
    expect(told.doubts).toContainEqual({
      kind: 'missing',
      text: expect.stringContaining('candidate 4, baseline 0'),
    });
    const { json: page } = await get('/compare/pairs', {
      candidate: json.test_run_id,
      baseline,
      states: 'missing',
    });
    expect(page).toMatchObject({ total: 4 });
    expect(page.pairs[0]).toMatchObject({
      state: 'missing',
      candidate_mean: null,
      baseline_mean: 1,
    });
    const failing = await run(() => true, { prompts: promptsOf(40).slice(0, 9) });
    expect(await compare(failing, baseline)).toMatchObject({
      n: 9,
      verdict: 'undecided',
      undecided_because: 'few_pairs',
    });
  });

  it('compares nothing that was graded by different rules, until both are graded alike', async () => {
    const prompts = promptsOf(12);
    const looser = prompts.map((prompt) => ({ ...prompt, grader: { name: 'contains' } }));
    const baseline = await run(() => true, { prompts });
    const candidate = await run((index) => index > 2, { prompts: looser });
    expect(await compare(candidate, baseline)).toMatchObject({
      n: 0,
      not_comparable: 12,
      difference: null,
      interval: null,
      p_value: null,
      verdict: 'undecided',
    });
    const graded = await post('/compare/grade', { candidate, baseline });
    expect(graded.json).toMatchObject({ success: true, graded: 24, changed: 0 });
    expect(await compare(candidate, baseline)).toMatchObject({ n: 12, not_comparable: 0, lost: 3 });
    // An expected answer that was mended since: by that of the newer run.
    const mended = prompts.map((prompt) => ({ ...prompt, expected_answer: 'no idea' }));
    const newer = await run((index) => index > 5, { prompts: mended });
    expect(await compare(newer, baseline)).toMatchObject({ n: 0, not_comparable: 12 });
    await post('/compare/grade', { candidate: newer, baseline });
    expect(await compare(newer, baseline)).toMatchObject({ n: 12, gained: 6, lost: 0 });
  });

  it('counts a person before the grader, at once', async () => {
    const baseline = await run(() => true, { prompts: promptsOf(12) });
    const candidate = await run(() => true, { prompts: promptsOf(12) });
    expect(await compare(candidate, baseline)).toMatchObject({ lost: 0, both_right: 12 });
    const { json } = await get('/compare/pairs', { candidate, baseline });
    await post('/batch-test/overrule', { result_id: json.pairs[3].candidate.id, pass: false });
    const told = await compare(candidate, baseline);
    expect(told).toMatchObject({
      lost: 1,
      both_right: 11,
      candidate: { overruled: 1, correct: 11 },
    });
    expect(told.doubts).toContainEqual({
      kind: 'overruled',
      text: expect.stringContaining('1 answer of the candidate and 0 answers of the baseline'),
    });
  });

  it('takes several samples of a prompt as one pair, by their mean', async () => {
    const prompts = promptsOf(20);
    const baseline = await run(() => false, { prompts, config: { samples: 3 } });
    const asked = new Map<string, number>();
    fake.respond(({ prompt }) => {
      const times = (asked.get(prompt) ?? 0) + 1;
      asked.set(prompt, times);
      const index = numberIn(prompt);
      return { kind: 'answer', text: times === 2 || index < 10 ? String(index) : 'no idea' };
    });
    const { json } = await post('/batch-test', { prompts, config: { samples: 3, concurrency: 1 } });
    await waitForRun(server, session_id, json.test_run_id);
    const told = await compare(json.test_run_id, baseline);
    expect(told).toMatchObject({
      n: 20,
      gained: 20,
      lost: 0,
      candidate: { graded: 60, correct: 40 },
      verdict: 'better',
    });
    expect(told.difference).toBeCloseTo(66.667, 2);
    expect(told.flips[19]).toMatchObject({
      candidate: { correct: true },
      candidate_mean: expect.closeTo(1 / 3, 6),
    });
  });

  it('says the same the other way round where pairs are resampled, in whatever order the prompts were asked', async () => {
    const prompts = promptsOf(30, (index) => `part ${index % 3}`);
    const answered = (isRight: (index: number, time: number) => boolean) => {
      const asked = new Map<string, number>();
      fake.respond(({ prompt }) => {
        const time = asked.get(prompt) ?? 0;
        asked.set(prompt, time + 1);
        const index = numberIn(prompt);
        const text = isRight(index, time) ? String(index) : 'no idea';
        return { kind: 'answer', text, latencyMs: 2 + (index % 5) };
      });
    };
    const start = async (body: object) => {
      const { json } = await post('/batch-test', { config: { samples: 2 }, ...body });
      await waitForRun(server, session_id, json.test_run_id);
      return json.test_run_id as string;
    };
    answered((index, time) => index % 4 > time);
    const candidate = await start({ prompts });
    answered((index, time) => index % 7 > 4 - time);
    const baseline = await start({ prompts: prompts.toReversed() });
    const [told, swapped] = [
      await compare(candidate, baseline),
      await compare(baseline, candidate),
    ];
    const mirrored = ([low, high]: [number, number]) => [
      expect.closeTo(-high, 9),
      expect.closeTo(-low, 9),
    ];
    expect(swapped.interval).toEqual(mirrored(told.interval));
    expect(swapped.p_value).toBe(told.p_value);
    expect(swapped.categories).toHaveLength(3);
    for (const { category, interval } of told.categories) {
      const other = swapped.categories.find((each: typeof told) => each.category === category);
      expect(other.interval).toEqual(mirrored(interval));
    }
    expect(swapped.latency_ratio.value).toBeCloseTo(1 / told.latency_ratio.value, 9);
    expect(swapped.latency_ratio.interval[0]).toBeCloseTo(1 / told.latency_ratio.interval[1], 9);
  });

  it('says nothing but counts until both runs have ended', async () => {
    const baseline = await run(() => true, { prompts: promptsOf(20) });
    fake.respond(({ prompt }) => ({
      kind: 'answer',
      text: String(numberIn(prompt)),
      latencyMs: numberIn(prompt) < 15 ? 0 : 60_000,
    }));
    const { json } = await post('/batch-test', { prompts: promptsOf(20) });
    const candidate = json.test_run_id;
    await expect
      .poll(async () => (await compare(candidate, baseline)).n, { timeout: 20_000 })
      .toBe(15);
    expect(await compare(candidate, baseline)).toMatchObject({
      final: false,
      verdict: 'undecided',
      undecided_because: 'not_final',
      interval: null,
      p_value: null,
      prompts_to_decide: null,
      non_inferior: false,
    });
    const early = await post('/compare/grade', { candidate, baseline });
    expect(early).toMatchObject({ status: 400, json: { field: 'candidate' } });
    const client = server.client(session_id);
    await client.batch.cancel.mutate({ testRunId: candidate });
    await waitForRun(server, session_id, candidate);
    expect(await compare(candidate, baseline)).toMatchObject({
      final: true,
      n: 15,
      missing: 5,
      undecided_because: 'missing',
    });
  });

  /** Cancels a run once it has so many results. */
  async function cancelledRun(results: number, body: object): Promise<string> {
    const { json } = await post('/batch-test', body);
    const testRunId = json.test_run_id;
    const stored = async () =>
      (await get('/batch-test', { test_run_id: testRunId })).json.results.length;
    await expect.poll(stored, { timeout: 20_000 }).toBe(results);
    await server.client(session_id).batch.cancel.mutate({ testRunId });
    await waitForRun(server, session_id, testRunId);
    return testRunId;
  }

  it('takes a prompt for one of the category that it has in the newer run, on whichever side that is', async () => {
    const older = await run(() => true, { prompts: promptsOf(12, () => 'old') });
    const newer = await run(() => true, { prompts: promptsOf(12, (i) => (i < 5 ? 'A' : 'B')) });
    const expected = {
      categories: expect.arrayContaining([
        expect.objectContaining({ category: 'A', n: 5 }),
        expect.objectContaining({ category: 'B', n: 7 }),
      ]),
    };
    expect(await compare(newer, older)).toMatchObject(expected);
    expect(await compare(older, newer)).toMatchObject(expected);
  });

  it('exports a sample beside the one of its number, whichever is missing', async () => {
    const prompts = promptsOf(2);
    const baseline = await run(() => true, { prompts, config: { samples: 2 } });
    const asked = new Set<string>();
    // Of one prompt only the second sample is answered, of the other only the first.
    fake.respond(({ prompt }) => {
      const isFirst = !asked.has(prompt);
      asked.add(prompt);
      const latencyMs = isFirst === (prompt === 'Prompt 1') ? 0 : 60_000;
      return { kind: 'answer', text: '0', latencyMs };
    });
    const config = { samples: 2, concurrency: 2 };
    const candidate = await cancelledRun(2, { prompts, config });
    const { json } = await get('/export', { candidate, baseline, format: 'json' });
    expect(json.pairs).toMatchObject([
      { prompt_id: 1, sample: 1, candidate: null, baseline: { sample: 1 } },
      { prompt_id: 1, sample: 2, candidate: { sample: 2 }, baseline: { sample: 2 } },
      { prompt_id: 2, sample: 1, candidate: { sample: 1 }, baseline: { sample: 1 } },
      { prompt_id: 2, sample: 2, candidate: null, baseline: { sample: 2 } },
    ]);
  });

  it('tells what was asked of nobody by its category', async () => {
    const prompts = promptsOf(3, (index) => (index === 0 ? 'first' : 'later'));
    fake.respond(({ prompt }) => ({
      kind: 'answer',
      text: '0',
      latencyMs: prompt === 'Prompt 0' ? 0 : 60_000,
    }));
    const config = { concurrency: 1 };
    const candidate = await cancelledRun(1, { prompts, config });
    const baseline = await cancelledRun(1, { prompts, config });
    const { json } = await get('/compare/pairs', { candidate, baseline, category: 'later' });
    expect(json.pairs).toMatchObject([
      { prompt: 'Prompt 1', category: 'later', state: 'missing' },
      { prompt: 'Prompt 2', category: 'later', state: 'missing' },
    ]);
    const { text } = await get('/export', { candidate, baseline });
    expect(text).toContain('\n2,1,later,missing,Prompt 1,1,');
  });

  it('compares scores where grades are nothing else', async () => {
    const baseline = await run(() => true, { prompts: promptsOf(20) });
    const candidate = await run(() => true, { prompts: promptsOf(20) });
    for (const [id, part] of [
      [baseline, 0.5],
      [candidate, 0.75],
    ] as const) {
      await server.database.db.execute(sql`
        update demo_batch_test_results set correct = null, grade = grade || jsonb_build_object('pass', null,
          'score', ${part}::float8 + prompt_index / 1000.0) where test_run_id = ${id}::uuid`);
      await server.database.db.execute(
        sql`update demo_batch_test_runs set grade_changes = 1 where id = ${id}::uuid`,
      );
    }
    const told = await compare(candidate, baseline);
    expect(told).toMatchObject({
      measure: 'score',
      n: 20,
      gained: 20,
      candidate: { graded: 20, correct: null, accuracy: null },
      verdict: 'better',
    });
    expect(told.difference).toBeCloseTo(25, 6);
    expect(told.candidate.mean_score).toBeCloseTo(0.7595, 6);
    expect(told.sentence).toContain('25 points');
  });

  it('claims nothing where there is nothing to grade by, and compares times all the same', async () => {
    const prompts = promptsOf(12).map(({ prompt }) => ({ prompt }));
    const baseline = await run(() => true, { prompts });
    const candidate = await run(() => true, { prompts });
    const told = await compare(candidate, baseline);
    expect(told).toMatchObject({ n: 0, ungraded: 12, verdict: 'undecided', final: true });
    expect(told.latency_ratio).toMatchObject({ n: 12 });
  });

  it('exports both sides of each prompt in one row, and blind votes apart from grades', async () => {
    const prompts = promptsOf(12, (index) => (index < 6 ? '=odd,"name"' : 'even'));
    const baseline = await run((index) => index < 6, { prompts });
    const candidate = await run((index) => index >= 4, { prompts });
    const client = server.client(session_id);
    const { blindVoteId, target } = await client.blindVote.start.mutate({ candidate, baseline });
    expect(target).toBe(10);
    for (let place = 0; place < target; place += 1) {
      await client.blindVote.cast.mutate({ blindVoteId, place, choice: 'tie' });
    }
    const query = { candidate, baseline, margin: '7' };
    const { json, headers } = await get('/export', { ...query, format: 'json' });
    expect(headers.get('content-disposition')).toMatch(
      /filename="finetunelab-comparison-\d{4}-\d\d-\d\d\.json"/,
    );
    const told = await compare(candidate, baseline, { margin: '7' });
    const { flips: _flips, next_flips_offset: _next, ...head } = told;
    expect(json).toMatchObject({ ...head, candidate_suite: 'Your own prompts' });
    expect(json.pairs).toHaveLength(12);
    expect(json.pairs[0]).toMatchObject({
      prompt_id: 1,
      sample: 1,
      state: 'lost',
      prompt: 'Prompt 0',
      expected_answer: '0',
      candidate: { response: 'no idea', correct: false, test_run_id: candidate },
      baseline: { response: '0', correct: true, test_run_id: baseline },
    });
    expect(json.blind_votes).toMatchObject([
      { blind_vote_id: blindVoteId, result: { n: 10, ties: 10, verdict: 'undecided' } },
    ]);
    expect(json.blind_votes[0].votes).toHaveLength(10);
    const { text } = await get('/export', query);
    const lines = text.split('\n');
    expect(text).toContain(`# Verdict: ${told.sentence}`);
    expect(lines).toContain('Margin (points),7');
    const rows = lines.slice(lines.indexOf('# Prompts') + 2);
    expect(rows[0]).toMatch(/^1,1,"'=odd,""name""",lost,Prompt 0,0,no idea,false,exact,/);
    expect(rows[11]).toMatch(/^12,1,even,gained,/);
    expect(text).toContain('# Blind Vote: Cannot tell');
    // The session's own export tells of the vote, that of a run stays as it was.
    expect((await get('/export', { format: 'json' })).json.blind_votes).toHaveLength(1);
    const ofRun = await get('/export', { format: 'json', test_run_id: candidate });
    expect(ofRun.json).not.toHaveProperty('blind_votes');
  });

  it.each([
    ['a run that is none', 'candidate', { candidate: 'x' }, 400],
    ['a run of nobody', 'baseline', { baseline: crypto.randomUUID() }, 404],
    ['a margin of nothing', 'margin', { margin: '0' }, 400],
    ['a margin of more than 50', 'margin', { margin: '50.1' }, 400],
    ['a margin in words', 'margin', { margin: 'five' }, 400],
    ['an odd place', 'flips_offset', { flips_offset: '-1' }, 400],
  ])('refuses %s and names the field', async (_name, field, change, status) => {
    const ids = await twoRuns();
    const refused = await get('/compare', { ...ids, ...(change as Record<string, string>) });
    expect(refused).toMatchObject({ status, json: { field } });
  });

  it('refuses a run against itself, and runs without a common prompt', async () => {
    const { candidate, baseline } = await twoRuns();
    const itself = await get('/compare', { candidate, baseline: candidate });
    expect(itself).toMatchObject({ status: 400, json: { field: 'baseline' } });
    const other = await run(() => true, { prompts: [{ prompt: 'Another 1' }] });
    const apart = await get('/compare', { candidate: other, baseline });
    expect(apart).toMatchObject({ status: 400, json: { field: 'baseline' } });
    expect((await get('/compare/pairs', { candidate: other, baseline })).status).toBe(400);
    const odd = [
      ['states', 'won', /^states: must be lost, gained, .* or ungraded$/],
      ['limit', '101', /^limit: must be at most 100$/],
      ['offset', '1e9', /^offset: must be at most 1,000,000$/],
      ['category', 'x'.repeat(101), /^category: is longer than 100 characters$/],
    ] as const;
    for (const [field, value, error] of odd) {
      const refused = await get('/compare/pairs', { candidate, baseline, [field]: value });
      expect(refused).toMatchObject({ status: 400, json: { field } });
      expect(refused.json.error).toMatch(error);
    }
  });

  let made: Promise<{ candidate: string; baseline: string }> | undefined;
  function twoRuns() {
    made ??= (async () => ({
      candidate: await run(() => true, { prompts: promptsOf(2) }),
      baseline: await run(() => false, { prompts: promptsOf(2) }),
    }))();
    return made;
  }
});
