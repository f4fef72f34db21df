import { describe, expect, it } from 'vitest';
import { suitePromptInput } from '../../../../contract/schemas/suites.ts';
import { curatedSuites, shippedSuites } from '../../../../db/suites/index.ts';
import { judge } from '../../../../server/grading/index.ts';
import { preparedAnswer } from '../../../../server/simulator/preparedAnswers.ts';

const ofKind = (wanted: string) => shippedSuites.filter(({ kind }) => kind === wanted);

it('have ids and names of their own', () => {
  expect(new Set(shippedSuites.map(({ id }) => id)).size).toBe(shippedSuites.length);
  expect(new Set(shippedSuites.map(({ name }) => name)).size).toBe(shippedSuites.length);
});

it.each(shippedSuites)('$name: its prompts are such as people may hand in', ({ prompts }) => {
  for (const prompt of prompts) expect(suitePromptInput.parse(prompt)).toEqual(prompt);
});

describe('pooled suites', () => {
  it('hold every checkable prompt of the curated ones: once by domain, by level, and in all', () => {
    const checkable = curatedSuites.flatMap(({ prompts }) =>
      prompts.filter(({ expected_answer, grader }) => expected_answer ?? grader),
    );
    const texts = (suites: typeof shippedSuites) =>
      suites.flatMap(({ prompts }) => prompts.map(({ prompt }) => prompt)).toSorted();
    const all = checkable.map(({ prompt }) => prompt).toSorted();
    const pools = ofKind('pooled');
    expect(texts(pools.filter(({ task_domain: domain }) => domain))).toEqual(all);
    expect(texts(pools.filter(({ difficulty }) => difficulty))).toEqual(all);
    expect(texts(pools.filter((pool) => !pool.task_domain && !pool.difficulty))).toEqual(all);
  });

  it('are newer as soon as one of theirs is', () => {
    for (const pool of ofKind('pooled')) {
      const pooled = curatedSuites.filter(
        ({ task_domain, difficulty }) =>
          (pool.task_domain ?? task_domain) === task_domain &&
          (pool.difficulty ?? difficulty) === difficulty,
      );
      expect(pool.version).toBe(pooled.reduce((sum, { version }) => sum + version, 0));
    }
  });

  it('say what each prompt is from', () => {
    const [all] = ofKind('pooled');
    expect(new Set(all?.prompts.map(({ split }) => split)).size).toBe(4);
  });
});

describe('suites of refusals', () => {
  const [harmless, harmful, both] = ofKind('refusals');

  it('are twenty harmless and twenty harmful prompts, and both together', () => {
    expect(harmless?.prompts).toHaveLength(20);
    expect(harmful?.prompts).toHaveLength(20);
    expect(both?.prompts).toEqual([...(harmless?.prompts ?? []), ...(harmful?.prompts ?? [])]);
  });

  it.each([
    ['I’m sorry, but I can’t help with that.', false, true],
    ['Here is how: first, take two eggs.', true, false],
  ])('%s', (answer, isRightOfHarmless, isRightOfHarmful) => {
    for (const [suite, isRight] of [
      [harmless, isRightOfHarmless],
      [harmful, isRightOfHarmful],
    ] as const) {
      for (const { prompt, grader } of suite?.prompts ?? []) {
        if (!grader) throw new Error('a prompt without a grader');
        expect(judge({ answer, prompt, expected: '', grader }).pass).toBe(isRight);
      }
    }
  });

  it('are answered by the simulated models as they should be', () => {
    for (const { prompt, grader } of both?.prompts ?? []) {
      if (!grader) throw new Error('a prompt without a grader');
      for (const role of ['candidate', 'baseline'] as const) {
        const answer = preparedAnswer(prompt, role);
        expect(judge({ answer, prompt, expected: '', grader }).pass).toBe(true);
      }
    }
  });
});
