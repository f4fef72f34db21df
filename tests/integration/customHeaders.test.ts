/** Headers that a person adds: with every request of their connection, and shown to nobody. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashSessionToken } from '../../server/sessions/index.ts';
import { exportText, serveFakeModel } from '../support/connectionSteps.ts';
import { waitForRun } from '../support/restClient.ts';
import { engines } from '../support/testDatabase.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const secret = '0123456789abcdef-in-a-header';
const headers = { 'api-key': secret, 'HTTP-Referer': 'https://example.com/mine' };
const sent = { 'api-key': secret, 'http-referer': headers['HTTP-Referer'] };

describe.each(engines)('custom headers on %s', (engine) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer(engine);
  });
  afterAll(() => server.stop());

  async function configure(fields: object) {
    const fake = await serveFakeModel();
    const connection = { endpoint_url: fake.url, model_id: 'fake-model', api_key: '' };
    const answer = await server.rest('POST', '/configure', { ...connection, ...fields });
    return { fake, answer, session_id: answer.json.session_id as string };
  }

  it('go with every call: list, test, run, chat', async () => {
    const { fake, session_id } = await configure({ headers });
    const client = server.client(session_id);
    await server.client().session.listModels.mutate({ endpointUrl: fake.url, headers });
    const tested = await server.rest('POST', '/configure/test', { session_id });
    expect(tested.json.success).toBe(true);
    const { id } = await client.batch.start.mutate({ prompts: [{ prompt: 'Hello?' }] });
    const run = await waitForRun(server, session_id, id);
    expect(run.results).toHaveLength(1);
    const messages = [{ role: 'user', content: 'And now?' }];
    await server.rest('POST', '/atlas', { session_id, messages });
    expect(new Set(fake.calls.map(({ path }) => path)).size).toBe(2);
    for (const call of fake.calls) {
      expect(call.headers).toMatchObject(sent);
      expect(call.headers).not.toHaveProperty('authorization');
    }
    expect(await exportText(client, 'json')).toContain('"header_names"');
    const { curl } = await client.batch.reproduce.query({ resultId: run.results[0].id });
    expect(curl).toContain('"api-key: $HEADER_API_KEY"');
    expect(curl).toContain(`'HTTP-Referer: ${headers['HTTP-Referer']}'`);
    expect(curl).not.toContain(secret);
  });

  it('are told by name only', async () => {
    const { session_id } = await configure({ headers });
    const status = await server.rest('GET', `/configure?session_id=${session_id}`);
    expect(status.json.header_names).toEqual(Object.keys(headers));
    expect(status.text).not.toContain(secret);
    expect(status.text).not.toContain('example.com/mine');
  });

  it('stand in for an Authorization header of ours, but not beside a key', async () => {
    const Authorization = `Basic ${Buffer.from('me:correct-horse-battery').toString('base64')}`;
    const { fake, session_id } = await configure({ headers: { Authorization } });
    fake.respond({ kind: 'answer', text: 'The password is correct-horse-battery, yes.' });
    await server.rest('POST', '/configure/test', { session_id });
    expect(fake.chatCalls[0]?.headers.authorization).toBe(Authorization);
    const messages = [{ role: 'user', content: 'Which password?' }];
    const { text } = await server.rest('POST', '/atlas', { session_id, messages });
    expect(text).toContain('[redacted]');
    expect(text).not.toContain('horse-battery');

    const both = await configure({ headers: { authorization: Authorization }, api_key: 'sk-1' });
    expect(both.answer.status).toBe(400);
    expect(both.answer.json.field).toBe('headers.authorization');
    expect(both.answer.text).not.toContain(Authorization.slice(8));
  });

  it('are refused by name, without a word of their values', async () => {
    const value = `${secret}\r\nHost: elsewhere`;
    for (const refused of [{ Host: secret }, { 'X-Forwarded-For': secret }, { 'api-key': value }]) {
      const { answer } = await configure({ headers: refused });
      expect(answer.status).toBe(400);
      expect(answer.json.field).toBe(`headers.${Object.keys(refused)[0]}`);
      expect(answer.text).not.toContain(secret);
    }
  });

  it('of a row that somebody edited go nowhere', async () => {
    const { fake, session_id } = await configure({ headers });
    const other = await configure({ headers: { 'api-key': 'of-another-session' } });
    const [mine, theirs] = [session_id, other.session_id].map(hashSessionToken);
    await server.database.db.execute(
      sql`update demo_model_configs mine set headers_encrypted = theirs.headers_encrypted
          from demo_model_configs theirs where mine.session_id = ${mine} and theirs.session_id = ${theirs}`,
    );
    const tested = await server.rest('POST', '/configure/test', { session_id });
    expect([tested.status, tested.json.code]).toEqual([409, 'key_unreadable']);
    expect(fake.calls).toEqual([]);
  });
});
