import { describe, expect, it } from 'vitest';
import { type SuitePrompt, suiteDifficulties, taskDomains } from '../../../../contract/suites.ts';
import { curatedSuites } from '../../../../db/suites/index.ts';
import { judge } from '../../../../server/grading/index.ts';

const gradeAnswer = (answer: string, expected: string) =>
  judge({ answer, expected, prompt: '', grader: { name: 'contains' } }).pass;

const prompts = curatedSuites.flatMap((suite) =>
  suite.prompts.map((prompt, index) => ({ ...prompt, suite: suite.name, number: index + 1 })),
);
const isCheckable = (prompt: SuitePrompt) => prompt.expected_answer !== undefined;
const expectedAnswers = prompts.flatMap(({ expected_answer }) =>
  expected_answer === undefined ? [] : [expected_answer],
);

describe('the curated suites', () => {
  it('cover every domain in every difficulty once', () => {
    const wanted = taskDomains.flatMap((domain) =>
      suiteDifficulties.map((difficulty) => `${domain} ${difficulty}`),
    );
    const present = curatedSuites.map((suite) => `${suite.task_domain} ${suite.difficulty}`);
    expect(present.toSorted()).toEqual(wanted.toSorted());
  });

  it('have fixed ids of their own, a version, a name and a one-sentence description', () => {
    expect(new Set(curatedSuites.map((suite) => suite.id)).size).toBe(12);
    expect(new Set(curatedSuites.map((suite) => suite.name)).size).toBe(12);
    for (const suite of curatedSuites) {
      expect(suite.id).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
      expect(Number.isInteger(suite.version) && suite.version >= 1).toBe(true);
      expect(suite.name.toLowerCase().replaceAll(' ', '_')).toBe(
        `${suite.task_domain}_-_${suite.difficulty}`,
      );
      expect(suite.description).toMatch(/^[A-Z][^.]{40,110}\.$/);
    }
  });

  it.each(curatedSuites)('$name: ten prompts in three to six categories', (suite) => {
    expect(suite.prompts).toHaveLength(10);
    const categories = new Set(suite.prompts.map((prompt) => prompt.category));
    expect(categories.size).toBeGreaterThanOrEqual(3);
    expect(categories.size).toBeLessThanOrEqual(6);
    for (const category of categories) expect(category).toMatch(/^[a-z]+(_[a-z]+)*$/);
  });

  it.each(curatedSuites)('$name: enough answers can be checked', (suite) => {
    const checkable = suite.prompts.filter(isCheckable);
    expect(checkable.length).toBeGreaterThanOrEqual(suite.task_domain === 'creative' ? 3 : 7);
  });

  it('leave most creative prompts open', () => {
    const creative = curatedSuites.filter((suite) => suite.task_domain === 'creative');
    const open = creative
      .flatMap((suite) => suite.prompts)
      .filter((prompt) => !isCheckable(prompt));
    expect(open.length).toBeGreaterThanOrEqual(15);
  });
});

describe('the curated prompts', () => {
  it('are all different', () => {
    const texts = prompts.map(({ prompt }) => prompt.toLowerCase().replace(/\s+/g, ' '));
    expect(new Set(texts).size).toBe(120);
  });

  it.each(prompts)('$suite, prompt $number: plain, tidy text of a fitting length', ({ prompt }) => {
    expect(prompt.length).toBeGreaterThanOrEqual(60);
    expect(prompt.length).toBeLessThanOrEqual(1800);
    // Plain ASCII keeps typographic dashes and quotes out, which answers would imitate.
    expect(prompt).toMatch(/^[\n\x20-\x7e]+$/);
    expect(prompt).toBe(prompt.trim());
    expect(prompt).not.toMatch(/[ \t]\n|\n{4}/);
    // A fence that is opened is closed.
    expect((prompt.match(/^```/gm) ?? []).length % 2).toBe(0);
  });
});

describe('the expected answers', () => {
  it.each(expectedAnswers)('%s: short, and without empty or repeated parts', (expected) => {
    expect(expected.length).toBeLessThanOrEqual(80);
    expect(expected).toBe(expected.trim());
    const alternatives = expected.split(' | ');
    expect(new Set(alternatives).size).toBe(alternatives.length);
    for (const part of alternatives.flatMap((alternative) => alternative.split(' & '))) {
      expect(part).toMatch(/[\p{L}\p{N}]/u);
      expect(part).toBe(part.trim());
      expect(part).not.toMatch(/^[|&]|[|&]$/);
    }
  });

  it.each(expectedAnswers)('%s: every alternative is graded as right', (expected) => {
    for (const alternative of expected.split(' | ')) {
      const answer = alternative.replaceAll(' & ', ', ');
      expect(gradeAnswer(answer, expected)).toBe(true);
      expect(gradeAnswer(`The answer is ${answer}.`, expected)).toBe(true);
    }
  });

  it.each(expectedAnswers)('%s: an evasive answer is graded as wrong', (expected) => {
    const evasive = 'I am sorry, but I am not sure. Could you tell me a bit more about it?';
    expect(gradeAnswer(evasive, expected)).toBe(false);
    expect(gradeAnswer('', expected)).toBe(false);
  });
});
