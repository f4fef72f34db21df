import { TRPCClientError } from '@trpc/client';
import { describe, expect, it } from 'vitest';
import { type ProblemKind, problemKinds } from '../../../contract/problemKinds.ts';
import { byomError } from '../../../sdk/byomError.ts';
import { errorFrom, refusalFrom } from '../../../sdk/errorFrom.ts';
import * as errors from '../../../sdk/errors.ts';

const kinds = Object.keys(problemKinds) as ProblemKind[];

/** As the tRPC client throws what the server's error formatter wrote. */
function refusal(problem: object, requestId = 'req-1') {
  const data = { code: 'BAD_REQUEST', httpStatus: 400, problem, requestId };
  return TRPCClientError.from({ error: { code: -32600, message: 'said by tRPC', data } });
}

describe('an error', () => {
  it.each(kinds)('%s has a class of its own, exported under its name', (kind) => {
    const error = byomError(kind, 'Why.', { status: problemKinds[kind].http });
    const name = `${kind.replace(/(^|_)./g, (start) => start.slice(-1).toUpperCase())}Error`;
    expect(errors).toHaveProperty(name, error.constructor);
    expect(error.constructor).not.toBe(errors.ByomError);
    expect(error).toBeInstanceOf(errors.ByomError);
    expect(error).toMatchObject({ name, code: kind, message: 'Why.' });
  });

  it('of a kind that only a newer server knows is still one of ours', () => {
    const error = byomError('of_tomorrow' as ProblemKind, 'Why.', { status: 418 });
    expect(error).toBeInstanceOf(errors.ByomError);
    expect(error).toMatchObject({ name: 'OfTomorrowError', code: 'of_tomorrow', status: 418 });
  });
});

describe('a refusal over tRPC', () => {
  it('keeps what the server said of it, with the wait in ms', () => {
    const issues = [{ field: 'prompts.3.prompt', message: 'must not be empty' }];
    const problem = {
      kind: 'rate_limited',
      message: 'Too many.',
      status: 429,
      retryAfterSeconds: 3,
    };
    expect(errorFrom(refusal({ ...problem, field: 'prompts.3.prompt', issues }))).toMatchObject({
      code: 'rate_limited',
      message: 'Too many.',
      status: 429,
      retryAfterMs: 3_000,
      field: 'prompts.3.prompt',
      issues,
      requestId: 'req-1',
      cause: expect.any(TRPCClientError),
    });
  });

  it('is told from an abort, a timeout and a lost connection', () => {
    const abort = new DOMException('aborted', 'AbortError');
    expect(errorFrom(TRPCClientError.from(abort))).toBe(abort);
    const timeout = TRPCClientError.from(new DOMException('too late', 'TimeoutError'));
    expect(errorFrom(timeout)).toBeInstanceOf(errors.TimedOutError);
    const lost = errorFrom(TRPCClientError.from(new TypeError('fetch failed')));
    expect(lost).toBeInstanceOf(errors.UnreachableError);
    expect(lost).toMatchObject({
      message: 'BYOM could not be reached: fetch failed.',
      status: null,
    });
  });

  it('leaves what is no failure of a call as it is', () => {
    const mistake = new RangeError('of the program');
    expect(errorFrom(mistake)).toBe(mistake);
    expect(errorFrom('a text')).toBe('a text');
  });
});

describe('a refusal over REST', () => {
  it('is the same error', async () => {
    const body = {
      error: 'test_run_id: must be the id of a run',
      code: 'invalid_input',
      field: 'test_run_id',
      issues: [
        { field: 'test_run_id', message: 'must be the id of a run' },
        { field: 'max_tokens', message: 'must be a number' },
      ],
      retry_after_seconds: 2,
      request_id: 'req-2',
    };
    const error = await refusalFrom(Response.json(body, { status: 400 }));
    expect(error).toBeInstanceOf(errors.InvalidInputError);
    expect(error).toMatchObject({
      message: body.error,
      field: 'testRunId',
      issues: [
        { field: 'testRunId', message: 'must be the id of a run' },
        { field: 'maxTokens', message: 'must be a number' },
      ],
      status: 400,
      retryAfterMs: 2_000,
      requestId: 'req-2',
    });
  });

  it.each([
    ['a page', new Response('<h1>Bad gateway</h1>', { status: 502 })],
    ['JSON of something else', Response.json({ detail: 'Not Found' }, { status: 502 })],
    ['nothing', new Response(null, { status: 502 })],
  ])('is unreachable where %s came in its place', async (_, response) => {
    const error = await refusalFrom(response);
    expect(error).toBeInstanceOf(errors.UnreachableError);
    expect(error).toMatchObject({ status: 502 });
  });
});
