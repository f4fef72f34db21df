/** Suites from files, over REST: read, stored, given back, and refused where there is nothing to store. */
import { gzipSync } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queryRows } from '../../db/engine/index.ts';
import { type FakeModelServer, startFakeModelServer } from '../support/fakeModelServer.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const rows = [
  {
    messages: [
      { role: 'system', content: 'Answer with a number.' },
      { role: 'user', content: '2 + 2?' },
      { role: 'assistant', content: '4' },
    ],
  },
  { messages: [{ role: 'user', content: 'Hi' }] },
];
const valJsonl = rows.map((row) => JSON.stringify(row)).join('\n');

describe.each(engines)('on %s', (engine) => {
  let server: TestServer;
  let fake: FakeModelServer;
  let token: string;
  beforeAll(async () => {
    [server, fake] = await Promise.all([startTestServer(engine), startFakeModelServer()]);
    token = await server.connect(fake.url);
  });
  afterAll(() => Promise.all([server.stop(), fake.close()]));

  /** Without any session id in the address. */
  async function send(query: string, body: RequestInit['body'], headers: object = {}) {
    const response = await fetch(`${server.url}/api/demo/v2/suites?${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, ...headers },
      body: body ?? null,
    });
    return { status: response.status, json: await response.json() };
  }
  const read = async (id: string, format: string) => {
    const response = await fetch(`${server.url}/api/demo/v2/suites/${id}?format=${format}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return { response, text: await response.text() };
  };
  const countEditions = async () =>
    (
      await queryRows<{ count: number }>(
        server.database.db,
        sql`select count(*)::int as count from demo_suite_editions`,
      )
    )[0]?.count;

  it('are recognised by their content and stored', async () => {
    const { status, json } = await send('name=Sums', valJsonl);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      suite_id: expect.any(String),
      name: 'Sums',
      format: 'messages',
      prompt_count: 2,
      categories: {},
      problems: [],
      prompts: [{ prompt: '2 + 2?', expected_answer: '4' }, { prompt: 'Hi' }],
    });
    expect(
      (await server.client(token).suite.get.query({ testSuiteId: json.suite_id })).prompts,
    ).toEqual([
      {
        prompt: '2 + 2?',
        messages: rows[0]?.messages.slice(0, 2),
        expected_answer: '4',
      },
      { prompt: 'Hi' },
    ]);
  });

  it('may come in a form, which tells a name', async () => {
    const form = new FormData();
    form.set('file', new File([valJsonl], 'my/val set.jsonl'));
    expect((await send('', form)).json).toMatchObject({ name: 'val set', prompt_count: 2 });
    form.set('name', 'Of the form');
    expect((await send('', form)).json).toMatchObject({ name: 'Of the form' });
  });

  it('come one at a time, and are told how they are to come', async () => {
    const form = new FormData();
    form.append('file', new File([valJsonl], 'a.jsonl'));
    form.append('file', new File([valJsonl], 'b.jsonl'));
    expect(await send('preview=true', form)).toMatchObject({
      status: 400,
      json: { field: 'file', error: expect.stringContaining('must be one file') },
    });
    expect((await send('preview=maybe', valJsonl)).json).toMatchObject({
      field: 'preview',
      error: 'preview: must be true or false',
    });
    const packed = await send('', gzipSync(valJsonl), { 'content-encoding': 'gzip' });
    expect([packed.status, packed.json.error]).toEqual([
      415,
      expect.stringContaining('Send it uncompressed'),
    ]);
  });

  it('are only looked at for a preview', async () => {
    const before = await countEditions();
    expect((await send('preview=true', valJsonl)).json).toMatchObject({
      suite_id: null,
      prompt_count: 2,
    });
    expect(await countEditions()).toBe(before);
  });

  it.each(['json', 'jsonl', 'csv'])(
    'come back as %s, and the same goes in again',
    async (format) => {
      const csv = 'question,answer,category\n"One\nTwo, ""three""",=1+1,Line items\nHi,,\n';
      const first = (await send('', csv)).json;
      expect(first.categories).toEqual({ 'Line items': 1 });
      const { response, text } = await read(first.suite_id, format);
      expect(response.headers.get('content-disposition')).toContain(`.${format}`);
      const second = (await send('', text)).json;
      expect(second.prompts).toEqual(first.prompts);
      expect((await read(second.suite_id, format)).text).toBe(text);
    },
  );

  it.each([
    ['nothing', '', 'file'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'file'],
    ['JSON without prompts', '{"a": 1}', 'file'],
  ])('of %s are refused, by field', async (_what, body, field) => {
    const before = await countEditions();
    const { status, json } = await send('', body);
    expect([status, json.code, json.field]).toEqual([400, 'invalid_input', field]);
    expect(await countEditions()).toBe(before);
  });

  it('tell the lines that cannot be read, and take the others', async () => {
    const { json } = await send(
      '',
      `${JSON.stringify(rows[0])}\n{"messages": [\n${JSON.stringify(rows[1])}`,
    );
    expect(json).toMatchObject({
      prompt_count: 2,
      problems: [{ line: 2, message: expect.any(String) }],
    });
  });

  it('lose the rows whose grader cannot be used, and keep the others', async () => {
    const row = (pattern: string) =>
      JSON.stringify({ prompt: 'Say yes.', grader: { name: 'regex', pattern } });
    const { status, json } = await send('', `${row('yes')}\n${row('(?<=a)yes(')}`);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      prompt_count: 1,
      problems: [{ line: 2, message: expect.stringContaining('pattern of its grader') }],
    });
  });

  it('are refused before they are read where they are too large, or nobody asks', async () => {
    const large = await fetch(`${server.url}/api/demo/v2/suites`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: new Uint8Array(65 * 1024 * 1024),
    });
    expect([large.status, (await large.json()).code]).toEqual([413, 'too_large']);
    const nobody = await fetch(`${server.url}/api/demo/v2/suites`, {
      method: 'POST',
      body: valJsonl,
    });
    expect(nobody.status).toBe(400);
  });

  it('are deleted by their owner', async () => {
    const { suite_id: id } = (await send('', valJsonl)).json;
    const response = await fetch(`${server.url}/api/demo/v2/suites/${id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await response.json()).toMatchObject({ success: true });
    expect((await read(id, 'json')).response.status).toBe(404);
  });
});
