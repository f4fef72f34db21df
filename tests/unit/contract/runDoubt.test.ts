/** What is said of a run before its accuracy is relied on. */
import { describe, expect, it } from 'vitest';
import { errorReasons } from '../../../contract/errorReasons.ts';
import { outcomes } from '../../../contract/outcomes.ts';
import { type DoubtedRun, runDoubt } from '../../../contract/runDoubt.ts';

type Counted = DoubtedRun['outcomes'][number];

const counted = (
  outcome: Counted['outcome'],
  count: number,
  more: Partial<Counted> = {},
): Counted => ({ outcome, count, probablyTruncated: 0, reasons: [], ...more });

const failed = (count: number, reasons: Counted['reasons']) =>
  counted('failed', count, { reasons });

/** Four hundred prompts, all answered and graded, but for what is said otherwise. */
function doubt(change: Partial<DoubtedRun> = {}) {
  const answered = change.completedPrompts ?? 400;
  return runDoubt({
    totalPrompts: 400,
    completedPrompts: 400,
    failedPrompts: 0,
    maxTokens: 1_024,
    accuracy: { graded: 400, leftOut: 0, prompts: 400 },
    outcomes: [counted('answered', answered)],
    ...change,
  });
}

describe('a run with nothing to doubt', () => {
  it('has no sentence', () => expect(doubt()).toBeNull());

  it('has none for a handful of truncated answers or refusals in hundreds', () => {
    expect(doubt({ outcomes: [counted('answered', 390), counted('truncated', 10)] })).toBeNull();
    expect(
      doubt({
        completedPrompts: 395,
        failedPrompts: 5,
        outcomes: [counted('answered', 395), counted('refused', 5)],
      }),
    ).toBeNull();
  });
});

describe('calls that failed', () => {
  const sixty = { totalPrompts: 60, completedPrompts: 19, failedPrompts: 41 };
  const accuracy = { graded: 19, leftOut: 41, prompts: 19 };

  it('are told with their reason, from where on, and that they are left out', () => {
    const outcomes = [failed(41, [{ reason: 'key_refused', count: 41, unbrokenFrom: 19 }])];
    expect(doubt({ ...sixty, accuracy, outcomes })).toEqual({
      text: '41 of 60 were not answered: the endpoint refused the key, from #20 on. Accuracy leaves them out.',
      tone: 'bad',
    });
  });

  it('come before few prompts, and say nothing of an accuracy that there is not', () => {
    const outcomes = [failed(41, [{ reason: 'key_refused', count: 41, unbrokenFrom: null }])];
    expect(
      doubt({ ...sixty, accuracy: { graded: 0, leftOut: 41, prompts: 0 }, outcomes })?.text,
    ).toBe('41 of 60 were not answered: the endpoint refused the key.');
  });

  it('of several reasons name the most frequent, over all outcomes', () => {
    const outcomes = [
      failed(11, [{ reason: 'server_error', count: 11, unbrokenFrom: null }]),
      counted('rate_limited', 30, {
        reasons: [{ reason: 'too_fast', count: 30, unbrokenFrom: null }],
      }),
    ];
    expect(doubt({ ...sixty, accuracy, outcomes })?.text).toMatch(
      /^41 of 60 were not answered: mostly because the endpoint is limiting requests\./,
    );
  });

  it('without a known reason are counted all the same', () => {
    expect(doubt({ ...sixty, accuracy, outcomes: [failed(41, [])] })?.text).toBe(
      '41 of 60 were not answered. Accuracy leaves them out.',
    );
  });

  it('of which there is one are told in the singular, and less loudly', () => {
    const outcomes = [failed(1, [{ reason: 'stalled', count: 1, unbrokenFrom: null }])];
    expect(
      doubt({
        completedPrompts: 399,
        failedPrompts: 1,
        accuracy: { graded: 399, leftOut: 1, prompts: 399 },
        outcomes,
      }),
    ).toEqual({
      text: '1 of 400 was not answered: the answer stalled. Accuracy leaves it out.',
      tone: 'warn',
    });
  });

  it.each(errorReasons)('for the reason %s make one clean sentence', (reason) => {
    const outcomes = [failed(41, [{ reason, count: 41, unbrokenFrom: 19 }])];
    const text = doubt({ ...sixty, accuracy, outcomes })?.text ?? '';
    expect(text).toMatch(/^41 of 60 were not answered: \S[^.:;]*, from #20 on\. Accuracy/);
  });
});

describe('a run that is not whole', () => {
  it('that nothing came of says so first', () => {
    expect(
      doubt({
        completedPrompts: 0,
        outcomes: [],
        accuracy: { graded: 0, leftOut: 0, prompts: 0 },
      }),
    ).toEqual({ text: 'The run ended before any prompt was finished.', tone: 'bad' });
  });

  it('that was cancelled says how many were not asked', () => {
    expect(
      doubt({ completedPrompts: 377, accuracy: { graded: 377, leftOut: 0, prompts: 377 } })?.text,
    ).toBe('23 of 400 were not asked.');
    expect(
      doubt({ completedPrompts: 399, accuracy: { graded: 399, leftOut: 0, prompts: 399 } })?.text,
    ).toBe('1 of 400 was not asked.');
  });
});

describe('answers that are missing or cut by the model’s own doing', () => {
  const half = { completedPrompts: 340, failedPrompts: 60 };

  it('count as wrong, which is said', () => {
    const outcomes = [counted('answered', 340), counted('thinking_only', 60)];
    expect(doubt({ ...half, outcomes })?.text).toBe(
      '60 of 400 have no answer and count as wrong: reasoning only.',
    );
    const mixed = [counted('refused', 20), counted('thinking_only', 40)];
    expect(doubt({ ...half, outcomes: mixed })?.text).toBe(
      '60 of 400 have no answer and count as wrong: mostly reasoning only.',
    );
    expect(
      doubt({ ...half, outcomes: mixed, accuracy: { graded: 0, leftOut: 0, prompts: 0 } })?.text,
    ).toBe('60 of 400 have no answer: mostly reasoning only.');
  });

  it('are told with the limit that cut them', () => {
    const outcomes = [
      counted('answered', 370, { probablyTruncated: 5 }),
      counted('truncated', 30, { probablyTruncated: 0 }),
    ];
    expect(doubt({ outcomes })?.text).toBe(
      '35 of 400 answers were cut at 1,024 tokens: raise max output tokens.',
    );
  });
});

describe('what was graded', () => {
  it('is nothing, or a part', () => {
    expect(doubt({ accuracy: { graded: 0, leftOut: 0, prompts: 0 } })?.text).toBe(
      'Nothing was graded: the prompts have no expected answer and no grader.',
    );
    expect(doubt({ accuracy: { graded: 100, leftOut: 0, prompts: 100 } })?.text).toBe(
      'Accuracy covers 100 of 400: the rest have nothing to be graded by.',
    );
    expect(doubt({ accuracy: { graded: 399, leftOut: 0, prompts: 399 } })?.text).toContain(
      'the rest has nothing',
    );
  });

  it('is too little to show a small difference', () => {
    const small = (prompts: number, graded = prompts) =>
      doubt({
        totalPrompts: graded,
        completedPrompts: graded,
        outcomes: [counted('answered', graded)],
        accuracy: { graded, leftOut: 0, prompts },
      })?.text;
    expect(small(10)).toBe('10 prompts: only a collapse would show.');
    expect(small(1)).toBe('1 prompt: only a collapse would show.');
    // Thirty answers to three prompts are three prompts.
    expect(small(3, 30)).toBe('3 prompts: only a collapse would show.');
    expect(small(30)).toBeUndefined();
  });
});

it('is one short sentence or two for every outcome', () => {
  for (const outcome of outcomes) {
    const text = doubt({
      completedPrompts: 200,
      failedPrompts: 200,
      outcomes: [counted(outcome, 200)],
      accuracy: { graded: 200, leftOut: 200, prompts: 200 },
    })?.text;
    if (text) expect(text.length).toBeLessThan(120);
  }
});
