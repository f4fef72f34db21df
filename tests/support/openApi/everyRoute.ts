/** Calls every route of REST so that it answers, as somebody would who goes through all there is. */
import type { FakeModelServer } from '../fakeModelServer.ts';
import { type RestAnswer, waitForRun } from '../restClient.ts';
import type { ServerApi } from '../serverApi.ts';

const prompts = [
  { prompt: 'What is the capital of France?', expected_answer: 'Paris', category: 'capitals' },
  { prompt: 'What is the capital of Spain?', expected_answer: 'Madrid', category: 'capitals' },
];

/** @returns what was called, as `GET /batch-test`, with ids in place of the names of the path */
export async function callEveryRoute(
  server: ServerApi,
  fake: FakeModelServer,
): Promise<Set<string>> {
  const called = new Set<string>();
  async function rest(method: string, path: string, body?: object): Promise<RestAnswer['json']> {
    const answer = await server.rest(method, path, body);
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.text}`);
    called.add(`${method} ${path.split('?')[0]}`);
    return answer.json ?? answer.text;
  }
  // Another one by each model.
  fake.respond(({ body }) => ({ kind: 'answer', text: `Paris, says ${body?.model}.` }));

  await rest('GET', '/presets');
  await rest('POST', '/local-servers');
  await rest('POST', '/models', { endpoint_url: fake.url });
  await rest('POST', '/configure/end-in-the-way');
  const { session_id } = await rest('POST', '/configure', {
    endpoint_url: fake.url,
    model_id: 'tuned-model',
    headers: { 'api-key': 'sk-1' },
    extra_body: { top_k: 40 },
  });
  const query = (fields: Record<string, string> = {}) =>
    `?${new URLSearchParams({ session_id, ...fields })}`;
  const post = (path: string, fields: object = {}) => rest('POST', path, { session_id, ...fields });
  const get = (path: string, fields: Record<string, string> = {}) =>
    rest('GET', `${path}${query(fields)}`);

  await post('/configure/test');
  await rest('DELETE', `/configure/test${query()}`);
  await post('/configure/context', { tokens: 500 });
  await get('/configure/reproduce');
  await post('/configure/model', { model_id: 'tuned-model' });
  await post('/configure/test');
  const added = await post('/connections', {
    endpoint_url: fake.url,
    model_id: 'x',
    role: 'baseline',
  });
  await rest('DELETE', `/connections/${added.connection_id}${query()}`);
  const { connection_id } = await post('/configure', {
    endpoint_url: fake.url,
    model_id: 'base-model',
    role: 'baseline',
  });
  await rest('PATCH', `/connections/${connection_id}`, { session_id, model_name: 'Base' });
  await post(`/connections/${connection_id}/models`);
  await post('/configure/test', { connection_id });
  await get('/configure');
  await get('/connections');

  await post('/checks/adapter');
  await get('/checks/adapter');
  await rest('DELETE', `/checks/adapter${query()}`);

  await get('/suites');
  await rest('POST', `/suites${query({ name: 'A file' })}`, {
    prompt: 'Hi',
    expected_answer: 'Hi',
  });
  const suite = await post('/suites/own', { name: 'Mine', prompts });
  await get(`/suites/${suite.id}`);
  await get(`/suites/${suite.id}/prompts`);
  await rest('PATCH', `/suites/${suite.id}`, { session_id, name: 'Mine, too' });

  await post('/batch-test/estimate', { test_suite_id: suite.id });
  const { runs } = await post('/batch-test', {
    test_suite_id: suite.id,
    models: ['candidate', 'baseline'],
    config: { extra_body: { top_p: 0.9 }, samples: 2 },
  });
  const [candidate, baseline] = runs.map((run: { test_run_id: string }) => run.test_run_id);
  const test_run_id = candidate;
  await get('/batch-test/progress', { test_run_id });
  await Promise.all([candidate, baseline].map((run) => waitForRun(server, session_id, run)));
  await get('/batch-test');
  const { results, comparison_id } = await get('/batch-test', { test_run_id });
  const [{ id: result_id }] = results;
  await post('/batch-test/name', { test_run_id, name: 'The first' });
  await post('/batch-test/targets', { test_run_id, ttft_ms: 500 });
  for (const figures of ['prompts', 'metrics', 'latencies', 'accuracy', 'outcomes', 'targets']) {
    await get(`/batch-test/${figures}`, { test_run_id });
  }
  for (const narrowed of ['categories', 'facets', 'answers']) {
    await get(`/batch-test/${narrowed}`, { test_run_id });
  }
  await get('/batch-test/results', { test_run_id, sort: 'latency_ms', limit: '1', offset: '1' });
  await get('/batch-test/search', { query: 'Paris', limit: '5' });
  await get(`/batch-test/results/${result_id}`);
  await get(`/batch-test/results/${result_id}/reproduce`);
  await post('/batch-test/grade', { test_run_id, grader: { name: 'exact' } });
  await post('/batch-test/overrule', { result_id, pass: true, note: 'Right, after all.' });

  await get(`/comparisons/${comparison_id}`);
  await get(`/comparisons/${comparison_id}/progress`);
  const both = { candidate, baseline };
  await get('/compare', both);
  await get('/compare/pairs', both);
  await post('/compare/grade', both);
  const { blind_vote_id } = await post('/votes', both);
  await get('/votes');
  await get(`/votes/${blind_vote_id}`);
  await post(`/votes/${blind_vote_id}`, { place: 0, choice: 'left' });
  await post(`/votes/${blind_vote_id}/undo`, { place: 0 });

  await get('/chat/suggestions');
  const { answer } = await post('/chat', { content: 'How many were right?' });
  await get(`/chat/${answer.id}/progress`);
  await get(`/chat/${answer.id}/reproduce`);
  const again = await post(`/chat/${answer.id}/regenerate`);
  await post(`/chat/${again.answer.id}/stop`);
  await get(`/chat/${again.answer.id}/progress`);
  await rest('PATCH', `/chat/${again.question.id}`, { session_id, content: 'And how many wrong?' });
  await get('/chat');
  await post('/chat/new');
  await post('/atlas', { messages: [{ role: 'user', content: 'Hello?' }] });

  for (const format of ['csv', 'json', 'jsonl', 'md']) await get('/export', { format });
  await get('/export', { format: 'json', ...both });

  // Slow enough to be stopped.
  fake.respond({ kind: 'answer', text: 'word '.repeat(200), msPerChunk: 20 });
  const slow = await post('/batch-test', { prompts, config: { concurrency: 1 } });
  await post('/batch-test/cancel', { test_run_id: slow.test_run_id });
  fake.respond({ kind: 'answer', text: 'Paris' });
  await waitForRun(server, session_id, slow.test_run_id);
  await post('/batch-test/resume', { test_run_id: slow.test_run_id });
  await waitForRun(server, session_id, slow.test_run_id);
  await post('/batch-test/rerun', { test_run_id, outcomes: ['answered'] });

  await rest('DELETE', `/suites/${suite.id}${query()}`);
  await post('/cleanup');
  const other = await rest('POST', '/configure', { endpoint_url: fake.url, model_id: 'm' });
  await rest('DELETE', '/configure', { session_id: other.session_id });
  return called;
}
