import { expect, it } from 'vitest';
import { isSuccess, outcomes } from '../../../../contract/outcomes.ts';
import { answerAboutResults } from '../../../../server/simulator/answerAboutResults.ts';

const result = (number: number, outcome: string) =>
  `<result id="#${number}">\noutcome: ${outcome}, grade: not graded, latency: 10ms, TTFT: 5ms\n</result>`;

it('names as failed what counts as failed, with or without the kind of error', () => {
  const prompt = [
    '## QUICK METRICS SUMMARY',
    '- Success Rate: 50.0%',
    ...outcomes.flatMap((outcome, index) => [
      result(2 * index + 1, outcome),
      result(2 * index + 2, `${outcome} (api_error)`),
    ]),
  ].join('\n');
  const failed = outcomes.flatMap((outcome, index) =>
    isSuccess(outcome) ? [] : [`#${2 * index + 1}`, `#${2 * index + 2}`],
  );
  expect(answerAboutResults(prompt, 'What failed?')).toContain(
    `These failed: ${failed.join(', ')}.`,
  );
});
