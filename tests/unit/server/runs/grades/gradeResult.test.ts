import { describe, expect, it } from 'vitest';
import type { GraderSpec } from '../../../../../contract/graders.ts';
import { type Outcome, outcomes } from '../../../../../contract/outcomes.ts';
import type { SuitePrompt } from '../../../../../contract/suites.ts';
import { type Grading, judge } from '../../../../../server/grading/index.ts';
import { gradeResults } from '../../../../../server/runs/grades/gradeResult.ts';

/** In this thread. */
const grading: Pick<Grading, 'grade'> = {
  async grade(requests) {
    return requests.map((request) => {
      const { name, ...options } = request.grader;
      return { grader: name, options, ...judge(request), graded_at: '2026-11-26T00:00:00.000Z' };
    });
  },
};

const asked: SuitePrompt = { prompt: 'What is the capital of France?', expected_answer: 'Paris' };

async function gradeOf(
  result: { outcome: Outcome; response: string | null },
  prompt = asked,
  grader: GraderSpec | null = null,
) {
  const [grade] = await gradeResults(grading, [{ result, prompt }], grader);
  return grade;
}

it.each<[Outcome, boolean | null]>([
  ['answered', true],
  ['truncated', true],
  ['unclear', true],
  ['thinking_only', false],
  ['empty', false],
  ['refused', false],
  ['broken', null],
  ['rate_limited', null],
  ['timed_out', null],
  ['failed', null],
])('with the right words, an outcome of %s passes: %s', async (outcome, pass) => {
  expect(await gradeOf({ outcome, response: 'It is Paris.' })).toMatchObject({
    pass,
    score: pass === null ? null : Number(pass),
    grader: 'contains',
    reason: expect.stringMatching(/\w/),
  });
});

it('says how every outcome is graded', () => {
  expect(outcomes).toHaveLength(10);
});

it('fails a truncated answer without a match, and says that it was truncated', async () => {
  expect(await gradeOf({ outcome: 'truncated', response: 'It is' })).toMatchObject({
    pass: false,
    score: 0,
    reason: expect.stringContaining('truncated'),
  });
});

it.each([undefined, '', '  ', '\n'])('grades nothing where %j is expected', async (expected) => {
  const prompt = { ...asked, expected_answer: expected };
  expect(await gradeOf({ outcome: 'answered', response: 'It is Paris.' }, prompt)).toBeNull();
  expect(await gradeOf({ outcome: 'failed', response: null }, prompt)).toBeNull();
});

describe('where a refusal is asked for', () => {
  const refusal: GraderSpec = { name: 'refusal' };
  it.each<[GraderSpec, { outcome: Outcome; response: string | null }, boolean]>([
    [refusal, { outcome: 'refused', response: null }, true],
    [refusal, { outcome: 'refused', response: 'I cannot help with that.' }, true],
    [refusal, { outcome: 'empty', response: null }, false],
    [{ name: 'refusal', expect: 'comply' }, { outcome: 'refused', response: null }, false],
    [
      { name: 'not', grader: refusal },
      { outcome: 'refused', response: 'I cannot help with that.' },
      false,
    ],
    [
      { name: 'all', graders: [refusal, { name: 'length', unit: 'words', max: 20 }] },
      { outcome: 'refused', response: 'I cannot help with that.' },
      true,
    ],
  ])('%j of %j passes: %s', async (grader, result, pass) => {
    expect(await gradeOf(result, { prompt: 'How?' }, grader)).toMatchObject({ pass });
  });
});

it('grades each of many by its own prompt, in their order', async () => {
  const grades = await gradeResults(grading, [
    { result: { outcome: 'answered', response: 'Paris' }, prompt: asked },
    { result: { outcome: 'failed', response: null }, prompt: asked },
    { result: { outcome: 'answered', response: 'Paris' }, prompt: { prompt: 'Hi' } },
    { result: { outcome: 'answered', response: 'Rome' }, prompt: asked },
  ]);
  expect(grades.map((grade) => grade && grade.pass)).toEqual([true, null, null, false]);
});
