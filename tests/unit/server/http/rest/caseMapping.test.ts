import { describe, expect, it } from 'vitest';
import {
  assertWireNames,
  fieldsOf,
  toWire,
  toWireField,
} from '../../../../../server/http/rest/caseMapping.ts';
import { problemBody } from '../../../../../server/http/rest/restErrors.ts';

describe('what comes in', () => {
  it('has camelCase fields, without the session that it names', () => {
    expect(
      fieldsOf({ session_id: 'demo-x', endpoint_url: 'u', api_key: 'k', model_id: 'm' }),
    ).toEqual({ endpointUrl: 'u', apiKey: 'k', modelId: 'm' });
  });

  it('has a camelCase configuration, and prompts as they are stored', () => {
    const prompts = [{ prompt: 'p', expected_answer: 'a' }];
    expect(
      fieldsOf({ test_suite_id: 'x', config: { max_tokens: 5, delay_ms: 0 }, prompts }),
    ).toEqual({ testSuiteId: 'x', config: { maxTokens: 5, delayMs: 0 }, prompts });
  });

  it('has the field to sort by in camelCase, however it came', () => {
    expect(fieldsOf({ sort: 'latency_ms' })).toEqual({ sort: 'latencyMs' });
    expect(fieldsOf({ sort: 'latencyMs' })).toEqual({ sort: 'latencyMs' });
    expect(fieldsOf({ sort: 7 })).toEqual({ sort: 7 });
  });

  it('keeps fields that do not exist, so that they are refused by name', () => {
    expect(fieldsOf({ some_typo: 1 })).toEqual({ someTypo: 1 });
  });

  it.each([undefined, null, 'text', 7, [], [{ a_b: 1 }]])('is nothing when it is %j', (body) => {
    expect(fieldsOf(body)).toEqual({});
  });

  it.each(['modelId', 'model-id', 'ModelID', 'toString'])('does not know a field %s', (name) => {
    expect(() => assertWireNames({ [name]: 1 })).toThrow(`“${name}”`);
  });

  it.each(['model_id', 'constructor', 'hasownproperty', 'ключ', '', 'a b'])(
    'leaves it to the procedure to know %j',
    (name) => {
      expect(() => assertWireNames({ [name]: 1 })).not.toThrow();
    },
  );

  it('cannot touch the prototype of objects', () => {
    fieldsOf(JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'));
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('what goes out', () => {
  it('has snake_case fields at every depth, and dates as they are', () => {
    const at = new Date(0);
    expect(
      toWire({
        testRunId: 'x',
        p50LatencyMs: 1,
        avgTtftMs: null,
        runs: [{ startedAt: at, config: { maxTokens: 5 } }],
        deleted: { testRuns: 2 },
      }),
    ).toEqual({
      test_run_id: 'x',
      p50_latency_ms: 1,
      avg_ttft_ms: null,
      runs: [{ started_at: at, config: { max_tokens: 5 } }],
      deleted: { testRuns: 2 },
    });
  });

  it('has the names of extra parameters as they are', () => {
    const extraBody = { camelCase: { andMore: 1 }, snake_case: 1 };
    expect(toWire({ extraBody, run: { config: { topP: 1, extraBody } } })).toEqual({
      extra_body: extraBody,
      run: { config: { top_p: 1, extra_body: extraBody } },
    });
    expect(
      fieldsOf({ extra_body: extraBody, config: { top_p: 1, extra_body: extraBody } }),
    ).toEqual({
      extraBody,
      config: { topP: 1, extraBody },
    });
    expect(toWireField('config.extraBody.someName')).toBe('config.extra_body.someName');
  });

  it('has values as they are, whatever they look like', () => {
    const response = 'camelCase, {"someKey":1}';
    expect(toWire({ response })).toEqual({ response });
  });
});

describe('a refusal', () => {
  it('leaves the names of headers as they are', () => {
    expect(toWireField('headers.X-Forwarded-For')).toBe('headers.X-Forwarded-For');
    expect(toWireField('config.maxTokens')).toBe('config.max_tokens');
  });

  it('names the field as the caller wrote it', () => {
    expect(
      problemBody({
        kind: 'invalid_input',
        status: 400,
        message: 'is required',
        field: 'endpointUrl',
      }),
    ).toMatchObject({
      error: 'endpoint_url: is required',
      code: 'invalid_input',
      field: 'endpoint_url',
    });
  });

  it('names every field when there are several', () => {
    const issues = [
      { field: 'modelId', message: 'is required' },
      { field: 'config.maxTokens', message: 'must be at least 1' },
      { field: 'prompts.3.expected_answer', message: 'is longer than 2,000 characters' },
      { field: '', message: 'must be an object' },
    ];
    const body = problemBody({
      kind: 'invalid_input',
      status: 400,
      message: 'modelId: …',
      field: 'modelId',
      issues,
    });
    expect(body.field).toBe('model_id');
    expect(body.issues).toEqual([
      { field: 'model_id', message: 'is required' },
      { field: 'config.max_tokens', message: 'must be at least 1' },
      issues[2],
      issues[3],
    ]);
    expect(body.error).toBe(
      'model_id: is required; config.max_tokens: must be at least 1; ' +
        'prompts.3.expected_answer: is longer than 2,000 characters; input: must be an object',
    );
  });

  it('has a list only where there are several', () => {
    const issues = [{ field: 'modelId', message: 'is required' }];
    const problem = { kind: 'invalid_input', status: 400, message: '', field: 'modelId' } as const;
    expect(problemBody({ ...problem, issues }).issues).toBeUndefined();
  });

  it('that is not about the input keeps its sentence, and says when to come back', () => {
    expect(
      problemBody({
        kind: 'session_limit',
        status: 429,
        message: 'A session is already active.',
        retryAfterSeconds: 90,
      }),
    ).toEqual({
      error: 'A session is already active.',
      code: 'session_limit',
      field: undefined,
      issues: undefined,
      retry_after_seconds: 90,
    });
  });
});
