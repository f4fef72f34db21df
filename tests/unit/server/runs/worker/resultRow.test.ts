import { describe, expect, it } from 'vitest';
import { errorReasons } from '../../../../../contract/errorReasons.ts';
import { isSuccess, type Outcome, outcomes } from '../../../../../contract/outcomes.ts';
import { type ModelAnswer, ModelCallError } from '../../../../../server/endpoint/index.ts';
import { toFailedResultRow, toResultRow } from '../../../../../server/runs/worker/resultRow.ts';

const plain: ModelAnswer = {
  text: 'It is Paris.',
  reasoning: '',
  reasoningPlace: null,
  refusal: '',
  connectMs: 0,
  latencyMs: 90,
  firstByteMs: 20,
  ttftMs: 30,
  timeToFirstReasoningMs: null,
  inputTokens: 5,
  outputTokens: 3,
  reasoningTokens: null,
  finishReason: 'stop',
  model: 'm',
  streamed: true,
  rateLimits: [],
  upstreamRequestId: 'req_1',
  waitedForModelMs: 0,
};
const judge = (answer: Partial<ModelAnswer>) => toResultRow({ ...plain, ...answer }, 64);

describe('a call that the endpoint answered', () => {
  it.each<[string, Partial<ModelAnswer>, Outcome]>([
    ['an answer', {}, 'answered'],
    ['an answer without a finish reason', { finishReason: null }, 'answered'],
    ['an answer after reasoning', { reasoning: 'Hm.' }, 'answered'],
    ['an answer cut at the limit', { finishReason: 'length' }, 'truncated'],
    ['an answer cut at the limit, in other words', { finishReason: 'MAX_TOKENS' }, 'truncated'],
    ['an answer with an end that nobody knows', { finishReason: 'gone_fishing' }, 'unclear'],
    ['only reasoning', { text: '', reasoning: 'Hm.' }, 'thinking_only'],
    [
      'reasoning cut at the limit',
      { text: '', reasoning: 'Hm', finishReason: 'length' },
      'thinking_only',
    ],
    ['reasoning that was only counted', { text: '', reasoningTokens: 60 }, 'thinking_only'],
    [
      'nothing at the limit, so the reasoning was not even counted',
      { text: '', finishReason: 'length' },
      'thinking_only',
    ],
    ['blanks after reasoning', { text: ' \n', reasoning: 'Hm.' }, 'thinking_only'],
    ['nothing', { text: '' }, 'empty'],
    ['blanks', { text: ' \n' }, 'empty'],
    ['no reasoning, counted as none', { text: '', reasoningTokens: 0 }, 'empty'],
    ['a filter before any text', { text: '', finishReason: 'content_filter' }, 'refused'],
    ['a filter in the middle of it', { finishReason: 'content_filter' }, 'refused'],
    ['a model that declines', { text: '', refusal: 'I cannot.' }, 'refused'],
    ['a model that declines at the limit', { refusal: 'I', finishReason: 'length' }, 'refused'],
  ])('%s', (_what, answer, outcome) => {
    const result = judge(answer);
    expect(result).toMatchObject({ outcome, success: isSuccess(outcome) });
    expect(result.error === null).toBe(isSuccess(outcome));
    expect(result.errorKind).toBe(isSuccess(outcome) ? null : 'api_error');
  });

  it('is stored with all its figures, and is graded afterwards', () => {
    const answer = { reasoning: 'Hm.', timeToFirstReasoningMs: 10, reasoningTokens: 2 };
    expect(judge(answer)).toEqual({
      outcome: 'answered',
      success: true,
      correct: null,
      grade: null,
      overrule: null,
      response: 'It is Paris.',
      reasoning: 'Hm.',
      error: null,
      errorKind: null,
      errorReason: null,
      upstreamRequestId: 'req_1',
      firstByteMs: 20,
      latencyMs: 90,
      ttftMs: 30,
      firstThoughtMs: 10,
      finishReason: 'stop',
      probablyTruncated: false,
      promptCut: false,
      inputTokens: 5,
      outputTokens: 3,
      reasoningTokens: 2,
    });
  });

  it.each<[Partial<ModelAnswer>, boolean]>([
    [{ outputTokens: 64 }, true],
    [{ outputTokens: 63 }, false],
    [{ outputTokens: null }, false],
    [{ outputTokens: 64, finishReason: null }, false],
    // Those are truncated for certain.
    [{ outputTokens: 64, finishReason: 'length' }, false],
  ])('is probably truncated where it used up its tokens: %j', (answer, probablyTruncated) => {
    expect(judge(answer)).toMatchObject({ probablyTruncated });
  });

  it('is not compared with a limit that was not sent', () => {
    const answer = { ...plain, outputTokens: null };
    expect(toResultRow(answer, null)).toMatchObject({ probablyTruncated: false });
  });

  it('shows what a model said when it declined', () => {
    expect(judge({ text: '', refusal: 'I cannot.' })).toMatchObject({
      response: 'I cannot.',
      errorReason: 'content_filter',
    });
  });

  it('says that the tokens were used up only where they were', () => {
    const cut = judge({ text: '', reasoning: 'Hm', finishReason: 'length' });
    expect(cut.error).toContain('used up its 64 tokens');
    expect(cut.errorReason).toBe('no_answer');
    const ended = judge({ text: '', reasoning: 'Hm.', finishReason: 'stop' });
    expect(ended.error).not.toContain('64');
    expect(ended.error).toContain('without an answer');
  });
});

describe('a call that failed', () => {
  const named: Partial<Record<(typeof errorReasons)[number], Outcome>> = {
    too_fast: 'rate_limited',
    too_many_at_once: 'rate_limited',
    request_over_rate: 'rate_limited',
    quota_exceeded: 'rate_limited',
    quota_used_up: 'rate_limited',
    no_connection: 'timed_out',
    no_first_byte: 'timed_out',
    stalled: 'timed_out',
    too_slow: 'timed_out',
    upstream_timeout: 'timed_out',
    content_filter: 'refused',
    no_answer: 'empty',
    truncated_stream: 'broken',
    damaged_stream: 'broken',
  };

  it.each(errorReasons)('by %s', (reason) => {
    const error = new ModelCallError(reason);
    const outcome = named[reason] ?? (reason === 'tool_call' ? 'empty' : 'failed');
    expect(toFailedResultRow(error)).toMatchObject({
      outcome,
      success: false,
      correct: null,
      response: null,
      error: error.message,
      errorKind: error.kind,
      errorReason: reason,
    });
  });

  it.each(errorReasons)('by %s, in the middle of an answer', (reason) => {
    const error = Object.assign(new ModelCallError(reason), {
      partialText: 'It is',
      latencyMs: 70,
    });
    expect(toFailedResultRow(error)).toMatchObject({
      outcome: named[reason] ?? 'broken',
      response: 'It is',
      latencyMs: 70,
      ttftMs: null,
      outputTokens: null,
    });
  });

  it('in the middle of its reasoning keeps that', () => {
    const error = Object.assign(new ModelCallError('connection_lost'), { partialReasoning: 'Hm' });
    expect(toFailedResultRow(error)).toMatchObject({
      outcome: 'broken',
      response: null,
      reasoning: 'Hm',
    });
  });
});

it('an answer, a truncated one and one with an unclear end are the successes', () => {
  expect(outcomes.filter(isSuccess)).toEqual(['answered', 'truncated', 'unclear']);
});
