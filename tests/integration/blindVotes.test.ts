/** Blind votes: whose answer is whose is told by nothing until the last vote, and each place is voted on once. */
import { randomBytes } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MAX_BLIND_VOTES, type OpenBlindVote, type VoteChoice } from '../../contract/blindVotes.ts';
import { batchTestRuns, blindVotes, modelConfigs } from '../../db/schema.ts';
import type { ByomClient } from '../../sdk/index.ts';
import { hashSessionToken } from '../../server/sessions/index.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { waitForRun } from '../support/restClient.ts';
import { dumpTables } from '../support/tableDump.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const promptsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ prompt: `Prompt ${index}` }));

describe.each(engines)('on %s', (engine) => {
  let server: TestServer;
  let own: FakeModelServer;
  let base: FakeModelServer;
  beforeAll(async () => {
    [server, own, base] = await Promise.all([
      startTestServer(engine, { DEMO_RATE_LIMIT_FACTOR: '10' }),
      startFakeModelServer(),
      startFakeModelServer(),
    ]);
  });
  afterEach(() => {
    own.reset();
    base.reset();
  });
  afterAll(async () => {
    await server.stop();
    await Promise.all([own.close(), base.close()]);
  });

  /** A session with a run of each model over the same prompts; what they answer is as it was arranged. */
  async function compared(prompts: object[]) {
    const token = await server.connect(own.url, { modelId: 'own-model' });
    const client = server.client(token);
    await client.connection.add.mutate({
      endpointUrl: base.url,
      modelId: 'base-model',
      role: 'baseline',
    });
    await client.session.testConnection.mutate({ role: 'baseline' });
    const { runs } = await client.batch.start.mutate({
      prompts: prompts as { prompt: string }[],
      models: ['candidate', 'baseline'],
    });
    const [candidate, baseline] = runs.map(({ testRunId }) => testRunId) as [string, string];
    for (const id of [candidate, baseline]) await waitForRun(server, token, id);
    return { token, client, candidate, baseline };
  }

  /** Each model answers each prompt in a way of its own. */
  function answerDifferently() {
    own.respond(({ prompt }) => ({ kind: 'answer', text: `Mine to ${prompt}` }));
    base.respond(({ prompt }) => ({ kind: 'answer', text: `Theirs to ${prompt}` }));
  }

  async function openVote(client: ByomClient, blindVoteId: string): Promise<OpenBlindVote> {
    const vote = await client.blindVote.get.query({ blindVoteId });
    if (vote.ended) throw new Error('The blind vote has ended.');
    return vote;
  }

  /** The one that is for this model, as somebody would choose who knows its answers. */
  const choiceFor = (vote: OpenBlindVote, start: 'Mine' | 'Theirs'): VoteChoice =>
    vote.left.startsWith(start) ? 'left' : 'right';

  it('shows two answers at a time and reveals the models once all votes are cast', async () => {
    answerDifferently();
    const { client, candidate, baseline } = await compared(promptsOf(40));
    const started = await client.blindVote.start.mutate({ candidate, baseline });
    expect(started).toEqual({
      blindVoteId: expect.any(String),
      target: 30,
      identical: 0,
      unanswered: 0,
    });
    const { blindVoteId } = started;
    const seen: OpenBlindVote[] = [];
    const cast: VoteChoice[] = [];
    for (let place = 0; place < 30; place += 1) {
      const vote = await openVote(client, blindVoteId);
      // Every field there is: no more may be added without a thought.
      expect(vote).toEqual({
        blindVoteId,
        ended: false,
        place,
        target: 30,
        prompt: expect.stringMatching(/^Prompt \d+$/),
        earlierMessages: [],
        left: expect.any(String),
        right: expect.any(String),
      });
      expect([vote.left, vote.right].toSorted()).toEqual([
        `Mine to ${vote.prompt}`,
        `Theirs to ${vote.prompt}`,
      ]);
      const choice =
        place < 22 ? choiceFor(vote, 'Mine') : place < 26 ? choiceFor(vote, 'Theirs') : 'tie';
      seen.push(vote);
      cast.push(choice);
      expect(await client.blindVote.cast.mutate({ blindVoteId, place, choice })).toMatchObject({
        counted: true,
        choice,
        vote: { ended: place === 29 },
      });
    }
    expect(new Set(seen.map(({ prompt }) => prompt)).size).toBe(30);
    expect(seen.filter(({ left }) => left.startsWith('Mine'))).toHaveLength(15);

    const ended = await client.blindVote.get.query({ blindVoteId });
    expect(ended).toMatchObject({
      ended: true,
      candidate: { run: candidate, model: 'own-model' },
      baseline: { run: baseline, model: 'base-model' },
      result: { n: 30, wins: 22, losses: 4, ties: 4, bothBad: 0, verdict: 'better' },
    });
    if (!ended.ended) throw new Error('It has not ended.');
    expect(ended.result.sentence).toMatch(/^Preferred: 22 of 30 votes against 4, with 4 ties/);
    expect(ended.votes).toMatchObject(
      seen.map(({ prompt, left }, place) => ({
        place,
        prompt,
        left: left.startsWith('Mine') ? 'candidate' : 'baseline',
        votedFor: place < 22 ? 'candidate' : place < 26 ? 'baseline' : 'tie',
        candidateAnswer: `Mine to ${prompt}`,
        baselineAnswer: `Theirs to ${prompt}`,
      })),
    );
    const { results } = await client.batch.get.query({ testRunId: candidate });
    const ids = new Map(results.map(({ id, prompt }) => [prompt, id]));
    expect(ended.votes.map(({ candidateResultId }) => candidateResultId)).toEqual(
      seen.map(({ prompt }) => ids.get(prompt)),
    );
    // Nothing was graded by it.
    expect(results.every(({ correct, grade }) => correct === null && grade === null)).toBe(true);

    const after = { blindVoteId, place: 29, choice: cast[29] === 'tie' ? 'left' : 'tie' } as const;
    expect(await client.blindVote.cast.mutate(after)).toMatchObject({
      counted: false,
      choice: 'tie',
      vote: { ended: true },
    });
    await expect(client.blindVote.undo.mutate({ blindVoteId, place: 29 })).rejects.toThrow('ended');
    const [summary] = await client.blindVote.list.query({ candidate, baseline });
    expect(summary).toMatchObject({
      blindVoteId,
      candidateRunId: candidate,
      baselineRunId: baseline,
      votes: 30,
      target: 30,
      result: ended.result,
    });
    expect(await client.blindVote.list.query({ candidate: baseline })).toEqual([]);
    // It cannot be gone on with: who wants more votes begins another one.
    const again = await client.blindVote.start.mutate({ candidate, baseline });
    expect(again.blindVoteId).not.toBe(blindVoteId);
  });

  it('over REST it is the same, in snake_case', async () => {
    answerDifferently();
    const { token, candidate, baseline } = await compared(promptsOf(2));
    const post = (path: string, body: object = {}) =>
      server.rest('POST', path, { session_id: token, ...body });
    const get = (path: string) => server.rest('GET', `${path}session_id=${token}`);
    const started = await post('/votes', { candidate, baseline });
    expect(started.json).toMatchObject({ target: 2, identical: 0, unanswered: 0 });
    const path = `/votes/${started.json.blind_vote_id}`;
    expect((await get(`${path}?`)).json).toMatchObject({ ended: false, place: 0, target: 2 });
    const first = await post(path, { place: 0, choice: 'both_bad' });
    expect(first.json).toMatchObject({ counted: true, choice: 'both_bad', vote: { place: 1 } });
    expect((await post(`${path}/undo`, { place: 0 })).json).toMatchObject({ place: 0 });
    await post(path, { place: 0, choice: 'tie' });
    await post(path, { place: 1, choice: 'both_bad' });
    expect((await get(`${path}?`)).json).toMatchObject({
      ended: true,
      candidate: { run: candidate, model: 'own-model' },
      result: { n: 2, ties: 1, both_bad: 1, verdict: 'undecided', undecided_because: 'few_pairs' },
      votes: [{ voted_for: 'tie' }, { voted_for: 'both_bad' }],
    });
    expect((await get(`/votes?candidate=${candidate}&`)).json).toMatchObject({
      votes: [{ votes: 2, target: 2, result: { ties: 1 } }],
    });
    expect(await post(path, { place: 0, choice: 'mine' })).toMatchObject({
      status: 400,
      json: { field: 'choice' },
    });
    expect(await post(path, { place: 30, choice: 'tie' })).toMatchObject({
      status: 400,
      json: { field: 'place' },
    });
  });

  it('leaves out what was answered alike, what one side failed at, and what only one side was asked', async () => {
    const prompts = promptsOf(6);
    own.respond(({ prompt }) => ({
      kind: 'answer',
      text: prompt === 'Prompt 1' ? '  The same\n' : `Mine to ${prompt}`,
    }));
    base.respond(({ prompt }) => {
      if (prompt === 'Prompt 2') return { kind: 'error', status: 400 };
      return { kind: 'answer', text: prompt === 'Prompt 1' ? 'The same' : `Theirs to ${prompt}` };
    });
    const { token, client, candidate, baseline } = await compared(prompts);
    const started = await client.blindVote.start.mutate({ candidate, baseline });
    expect(started).toMatchObject({ target: 4, identical: 1, unanswered: 1 });
    const { id: part } = await client.batch.start.mutate({
      prompts: [prompts[4], { prompt: 'Another one' }] as { prompt: string }[],
      models: ['baseline'],
    });
    await waitForRun(server, token, part);
    const ofPart = await client.blindVote.start.mutate({ candidate, baseline: part });
    expect(ofPart).toMatchObject({ target: 1, identical: 0, unanswered: 0 });
    expect(await openVote(client, ofPart.blindVoteId)).toMatchObject({ prompt: 'Prompt 4' });
  });

  it('shows a conversation up to its prompt', async () => {
    answerDifferently();
    const earlier = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'What is the capital of France?' },
      { role: 'assistant', content: 'Paris' },
    ];
    const { client, candidate, baseline } = await compared([
      {
        prompt: 'And of Spain?',
        messages: [...earlier, { role: 'user', content: 'And of Spain?' }],
      },
    ]);
    const { blindVoteId } = await client.blindVote.start.mutate({ candidate, baseline });
    expect(await openVote(client, blindVoteId)).toMatchObject({
      prompt: 'And of Spain?',
      earlierMessages: earlier,
    });
  });

  it('a place is voted on once, however many vote at it at the same time', async () => {
    answerDifferently();
    const { client, candidate, baseline } = await compared(promptsOf(30));
    const { blindVoteId } = await client.blindVote.start.mutate({ candidate, baseline });
    const choices = ['left', 'right', 'tie', 'both_bad'] as const;
    for (let place = 0; place < 30; place += 1) {
      const casts = await Promise.all(
        choices.map((choice) => client.blindVote.cast.mutate({ blindVoteId, place, choice })),
      );
      expect(casts.filter(({ counted }) => counted)).toHaveLength(1);
      const [counted] = casts.filter((cast) => cast.counted);
      expect(casts.map(({ choice }) => choice)).toEqual(choices.map(() => counted?.choice));
    }
    const ended = await client.blindVote.get.query({ blindVoteId });
    expect(ended).toMatchObject({ ended: true, result: { n: 30 } });
  });

  it('what is sent again changes nothing, and no place is skipped', async () => {
    answerDifferently();
    const { client, candidate, baseline } = await compared(promptsOf(5));
    const { blindVoteId } = await client.blindVote.start.mutate({ candidate, baseline });
    const cast = (place: number, choice: VoteChoice) =>
      client.blindVote.cast.mutate({ blindVoteId, place, choice });
    expect(await cast(0, 'left')).toMatchObject({ counted: true, vote: { place: 1 } });
    expect(await cast(0, 'left')).toMatchObject({ counted: false, choice: 'left' });
    expect(await cast(0, 'right')).toMatchObject({
      counted: false,
      choice: 'left',
      vote: { place: 1 },
    });
    expect(await cast(3, 'tie')).toMatchObject({ counted: false, choice: null });
    const undo = () => client.blindVote.undo.mutate({ blindVoteId, place: 0 });
    const before = await openVote(client, blindVoteId);
    expect(await undo()).toMatchObject({ place: 0 });
    expect(await undo()).toMatchObject({ place: 0 });
    await cast(0, 'tie');
    await cast(1, 'tie');
    // Not the last one any more.
    expect(await undo()).toMatchObject({ place: 2 });
    await client.blindVote.undo.mutate({ blindVoteId, place: 1 });
    expect(await openVote(client, blindVoteId)).toEqual(before);
  });

  it('a vote and one that is taken back at the same time leave no gap', async () => {
    answerDifferently();
    const { client, candidate, baseline } = await compared(promptsOf(20));
    const { blindVoteId } = await client.blindVote.start.mutate({ candidate, baseline });
    for (let place = 0; place < 18; place += 1) {
      await client.blindVote.cast.mutate({ blindVoteId, place, choice: 'tie' });
      const [, cast] = await Promise.all([
        client.blindVote.undo.mutate({ blindVoteId, place }),
        client.blindVote.cast.mutate({ blindVoteId, place: place + 1, choice: 'tie' }),
      ]);
      // Either the vote was taken back first and the next one came too early, or it came first and the last one stayed.
      expect((await openVote(client, blindVoteId)).place).toBe(cast.counted ? place + 2 : place);
      if (cast.counted) await client.blindVote.undo.mutate({ blindVoteId, place: place + 1 });
      else await client.blindVote.cast.mutate({ blindVoteId, place, choice: 'tie' });
    }
  });

  it('a start that is sent twice draws one blind vote, which is gone on with', async () => {
    answerDifferently();
    const { client, candidate, baseline } = await compared(promptsOf(3));
    const start = () => client.blindVote.start.mutate({ candidate, baseline });
    const [one, other] = await Promise.all([start(), start()]);
    expect(other).toEqual(one);
    await client.blindVote.cast.mutate({ blindVoteId: one.blindVoteId, place: 0, choice: 'tie' });
    expect(await start()).toEqual(one);
    // Also the other way round: the end of one would name the models of the other.
    const swapped = { candidate: baseline, baseline: candidate };
    expect(await client.blindVote.start.mutate(swapped)).toEqual(one);
    expect(await openVote(client, one.blindVoteId)).toMatchObject({ place: 1 });
    expect(await client.blindVote.list.query()).toMatchObject([{ votes: 1, result: null }]);
  });

  it('refuses what cannot be voted on, and says what to do', async () => {
    own.respond({ kind: 'answer', text: 'The same.' });
    base.respond({ kind: 'answer', text: 'The same.' });
    const { token, client, candidate, baseline } = await compared(promptsOf(2));
    const refusalOf = async (body: object) => {
      const { status, json } = await server.rest('POST', '/votes', { session_id: token, ...body });
      return { status, field: json.field, error: json.error, message: json.message };
    };
    expect(await refusalOf({ candidate, baseline: candidate.toUpperCase() })).toMatchObject({
      status: 400,
      field: 'baseline',
    });
    const alike = await refusalOf({ candidate, baseline });
    expect(alike).toMatchObject({ status: 409, field: 'baseline' });
    expect(JSON.stringify(alike)).toContain('the same answers');
    const { id: others } = await client.batch.start.mutate({ prompts: [{ prompt: 'Another' }] });
    await waitForRun(server, token, others);
    const disjoint = await refusalOf({ candidate, baseline: others });
    expect(JSON.stringify(disjoint)).toContain('Run the same prompts');
    expect(await refusalOf({ candidate: crypto.randomUUID(), baseline })).toMatchObject({
      status: 404,
      field: 'candidate',
    });
    const { db } = server.database;
    await db.update(batchTestRuns).set({ status: 'running' }).where(eq(batchTestRuns.id, baseline));
    const running = await refusalOf({ candidate, baseline });
    expect(running).toMatchObject({ status: 409, field: 'baseline' });
    expect(JSON.stringify(running)).toContain('cancel it');
  });

  it('a session may hold so many and no more', async () => {
    answerDifferently();
    const { token, client, candidate, baseline } = await compared(promptsOf(1));
    const { db } = server.database;
    const vote = {
      sessionHash: hashSessionToken(token) as string,
      candidateRunId: candidate,
      baselineRunId: baseline,
      seed: 1,
      places: [],
      target: 0,
      identical: 0,
      unanswered: 0,
      endedAt: sql`now()`,
    };
    await db.insert(blindVotes).values(Array(MAX_BLIND_VOTES - 1).fill(vote));
    const { blindVoteId } = await client.blindVote.start.mutate({ candidate, baseline });
    await client.blindVote.cast.mutate({ blindVoteId, place: 0, choice: 'tie' });
    await expect(client.blindVote.start.mutate({ candidate, baseline })).rejects.toThrow(
      `${MAX_BLIND_VOTES} blind votes`,
    );
  });

  it('votes go with their session, and nothing of them stays', async () => {
    answerDifferently();
    const { token, client, candidate, baseline } = await compared(promptsOf(2));
    const { blindVoteId } = await client.blindVote.start.mutate({ candidate, baseline });
    await client.blindVote.cast.mutate({ blindVoteId, place: 0, choice: 'tie' });
    const tables = async () => {
      const dump = await dumpTables(server.database);
      return dump.includes(blindVoteId);
    };
    expect(await tables()).toBe(true);
    await server.rest('DELETE', '/configure', { session_id: token });
    expect(await tables()).toBe(false);
    const sessions = await server.database.db
      .select({ id: modelConfigs.id })
      .from(modelConfigs)
      .where(eq(modelConfigs.sessionHash, hashSessionToken(token) as string));
    expect(sessions).toEqual([]);
  });

  it('long answers are voted on whole, and cut in the list of votes', async () => {
    const long = 'word '.repeat(40_000);
    own.respond({ kind: 'answer', text: `Mine ${long}` });
    base.respond({ kind: 'answer', text: `Theirs ${long}` });
    const { client, candidate, baseline } = await compared(promptsOf(1));
    const { blindVoteId } = await client.blindVote.start.mutate({ candidate, baseline });
    const { left, right } = await openVote(client, blindVoteId);
    expect(Math.min(left.length, right.length)).toBeGreaterThan(199_000);
    const { vote } = await client.blindVote.cast.mutate({ blindVoteId, place: 0, choice: 'left' });
    if (!vote.ended) throw new Error('It has not ended.');
    expect(vote.votes[0]?.candidateAnswer).toHaveLength(10_000);
  });
});

const DEMO_ENCRYPTION_KEY = randomBytes(32).toString('hex');

it('survives another process: what was cast on one is there on the next', async () => {
  const [own, base] = await Promise.all([startFakeModelServer(), startFakeModelServer()]);
  const first = await startTestServer('postgres', { DEMO_ENCRYPTION_KEY });
  const DATABASE_URL = first.databaseUrl as string;
  const second = await startTestServer('postgres', { DATABASE_URL, DEMO_ENCRYPTION_KEY });
  try {
    own.respond({ kind: 'answer', text: 'Mine' });
    base.respond({ kind: 'answer', text: 'Theirs' });
    const token = await first.connect(own.url);
    const client = first.client(token);
    await client.connection.add.mutate({
      endpointUrl: base.url,
      modelId: 'base-model',
      role: 'baseline',
    });
    await client.session.testConnection.mutate({ role: 'baseline' });
    const { runs } = await client.batch.start.mutate({
      prompts: promptsOf(20),
      models: ['candidate', 'baseline'],
    });
    const [candidate, baseline] = runs.map(({ testRunId }) => testRunId) as [string, string];
    for (const id of [candidate, baseline]) await waitForRun(first, token, id);
    const { blindVoteId } = await client.blindVote.start.mutate({ candidate, baseline });
    const other = second.client(token);
    for (let place = 0; place < 10; place += 1) {
      const casts = await Promise.all(
        [client, other, client, other].map((each, index) =>
          each.blindVote.cast.mutate({
            blindVoteId,
            place,
            choice: index % 2 === 0 ? 'left' : 'right',
          }),
        ),
      );
      expect(casts.filter(({ counted }) => counted)).toHaveLength(1);
    }
    const seen = await other.blindVote.get.query({ blindVoteId });
    expect(seen).toMatchObject({ ended: false, place: 10 });
    expect(await client.blindVote.get.query({ blindVoteId })).toEqual(seen);
  } finally {
    await Promise.all([first.stop(), second.stop(), own.close(), base.close()]);
  }
});
