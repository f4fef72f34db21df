/** The check that tests make of every answer fails on what is not described. */
import { expect, it } from 'vitest';
import { openApiDocument } from '../../../../../../server/http/rest/openApi/document.ts';
import { createAnswerCheck } from '../../../../../support/openApi/answerCheck.ts';

const check = createAnswerCheck(openApiDocument());
const json = 'application/json; charset=utf-8';
const answered = (path: string, body: object, status = 200, method = 'GET') =>
  check({ method, path, status, contentType: json, body: JSON.stringify(body) });

const figures = {
  targets: { ttft_ms: 500, tpot_ms: null, latency_ms: null },
  calls: 1,
  met: 1,
  unjudged: 0,
  slo_attainment: null,
  slo_attainment_low: null,
  slo_attainment_high: null,
  duration_ms: null,
  goodput: null,
};
const problem = { error: 'No such run.', code: 'run_not_found', request_id: 'x' };

it('passes what is described', () => {
  expect(answered('/batch-test/targets', figures)).toBeUndefined();
  expect(answered('/batch-test/targets', problem, 404)).toBeUndefined();
});

it.each([
  ['a field more', answered('/batch-test/targets', { ...figures, more: 1 })],
  [
    'a field more within another',
    answered('/batch-test/targets', { ...figures, targets: { ...figures.targets, more: 1 } }),
  ],
  ['a field less', answered('/batch-test/targets', { ...figures, calls: undefined })],
  ['a name in camelCase', answered('/batch-test/targets', { ...figures, durationMs: 1 })],
  ['another status', answered('/batch-test/targets', figures, 201)],
  ['another code', answered('/batch-test/targets', { ...problem, code: 'suite_limit' }, 404)],
  ['a code of another status', answered('/batch-test/targets', problem, 410)],
  ['a field more in a refusal', answered('/batch-test/targets', { ...problem, more: 1 }, 404)],
  ['an address that there is not', answered('/batch-test/none', figures)],
  ['a method that there is not', answered('/compare', figures, 200, 'DELETE')],
  [
    'another media type',
    check({ method: 'GET', path: '/compare', status: 200, contentType: 'text/html', body: '' }),
  ],
  [
    'an event more',
    check({
      method: 'POST',
      path: '/atlas',
      status: 200,
      contentType: 'text/event-stream',
      body: 'data: {"content":"Hi"}\n\ndata: {"content":"Hi","more":1}\n\ndata: [DONE]\n\n',
    }),
  ],
])('tells of %s', (_what, told) => {
  expect(told).toBeDefined();
});
