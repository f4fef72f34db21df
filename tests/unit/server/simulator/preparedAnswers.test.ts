import { describe, expect, it } from 'vitest';
import { connectionRoles } from '../../../../contract/connectionRoles.ts';
import { curatedSuites } from '../../../../db/suites/index.ts';
import { judge } from '../../../../server/grading/index.ts';
import { preparedAnswer } from '../../../../server/simulator/preparedAnswers.ts';

const isRight = (answer: string, expected: string) =>
  judge({ answer, expected, prompt: '', grader: { name: 'contains' } }).pass;

describe.each(curatedSuites.map((suite) => [suite.name, suite.prompts] as const))(
  'over %s',
  (_, prompts) => {
    const graded = prompts.filter(({ expected_answer }) => expected_answer);
    const rightOf = (role: (typeof connectionRoles)[number]) =>
      graded.filter(({ prompt, expected_answer: expected = '' }) =>
        isRight(preparedAnswer(prompt, role), expected),
      );

    it('the fine-tune is clearly better than its base, and neither knows nothing', () => {
      const [base, tuned] = connectionRoles.map((role) => rightOf(role).length / graded.length);
      expect(base).toBeGreaterThanOrEqual(0.4);
      expect(base).toBeLessThanOrEqual(0.5);
      expect(tuned).toBeGreaterThanOrEqual(0.8);
    });

    it('no two answers are the same, and each is the same again', () => {
      for (const { prompt } of prompts) {
        const [base, tuned] = connectionRoles.map((role) => preparedAnswer(prompt, role));
        expect(base).not.toBe(tuned);
        expect(preparedAnswer(prompt, 'candidate')).toBe(tuned);
      }
    });
  },
);

it('over all suites, the base also knows what the fine-tune does not', () => {
  const lost = curatedSuites
    .flatMap(({ prompts }) => prompts)
    .filter(({ prompt, expected_answer: expected = '' }) => {
      const [base, tuned] = connectionRoles.map((role) =>
        isRight(preparedAnswer(prompt, role), expected),
      );
      return expected !== '' && base && !tuned;
    });
  expect(lost.length).toBeGreaterThan(3);
});
