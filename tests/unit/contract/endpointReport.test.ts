import { expect, it } from 'vitest';
import type { ConnectionReport } from '../../../contract/connectionReport.ts';
import { endpointReport } from '../../../contract/endpointReport.ts';

const report: ConnectionReport = {
  success: false,
  message: 'The endpoint refused the key. The endpoint said: llm.corp.example is closed',
  errorKind: 'auth',
  errorReason: 'key_refused',
  retryAt: null,
  upstreamRequestId: 'req-1',
  called: [{ url: 'https://llm.corp.example/v1/chat/completions?tenant=t-1', result: 'answered' }],
  latencyMs: null,
  ttftMs: null,
  outputTokens: null,
  rateLimits: [{ of: 'requests', window: 'minute', limit: 5, remaining: null, resetMs: 9 }],
  serverModel: null,
  models: ['a', 'b'],
  baseModel: null,
  nearestModels: [],
  contextTokens: null,
  waitedForModelMs: 0,
  probes: [
    {
      name: 'address',
      verdict: 'failed',
      finding: 'No answer from llm.corp.example.',
      said: 'at LLM',
      upstreamRequestId: null,
    },
    {
      name: 'usage',
      verdict: 'skipped',
      finding: 'Not tried.',
      said: null,
      upstreamRequestId: null,
    },
  ],
};
const connection = {
  endpointUrl: 'https://llm.corp.example/v1/chat/completions?tenant=t-1',
  modelId: 'm',
  adaptations: { seed: { change: 'seed omitted', said: 'no seed', trial: true } },
  connectionReport: report,
};

it('a report of an endpoint says what was found, and nothing of a private host or a query', () => {
  const text = endpointReport(connection);
  expect(text).not.toContain('llm.corp.example');
  expect(text).not.toContain('t-1');
  expect(JSON.parse(text)).toMatchObject({
    endpoint_url: 'https://HOST/v1/chat/completions?…',
    message: expect.stringContaining('HOST is closed'),
    error_reason: 'key_refused',
    upstream_request_id: 'req-1',
    adaptations: { seed: { trial: true } },
    probes: [{ name: 'address', finding: 'No answer from HOST.', said: 'at LLM' }],
    models_listed: 2,
    rate_limits: [{ of: 'requests', reset_ms: 9 }],
  });
});

it.each([
  'https://api.groq.com/openai/v1/chat/completions',
  'http://127.0.0.1:8000/v1/chat/completions',
])('a host that tells nothing private stays: %s', (endpointUrl) => {
  expect(JSON.parse(endpointReport({ ...connection, endpointUrl })).endpoint_url).toBe(endpointUrl);
});
