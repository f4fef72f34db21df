/** Whether the curated prompts' graders tell right answers from the wrong ones that models really give. */
import { describe, expect, it } from 'vitest';
import { graderSpecInput } from '../../../../contract/schemas/graders.ts';
import type { SuitePrompt } from '../../../../contract/suites.ts';
import { curatedSuites } from '../../../../db/suites/index.ts';
import { graderProblem } from '../../../../server/grading/graderProblem.ts';
import { chooseGrader, judge } from '../../../../server/grading/index.ts';
import { sampleAnswer } from '../../../../server/simulator/sampleAnswers.ts';

const checkable = curatedSuites.flatMap(({ name, prompts }) =>
  prompts.flatMap((prompt, index) => {
    const grader = chooseGrader(prompt);
    return grader ? [{ title: `${name} ${index + 1}`, prompt, grader }] : [];
  }),
);
const promptOf = (title: string) => {
  const found = checkable.find((one) => one.title === title);
  if (!found) throw new Error(`There is no checkable prompt ${title}.`);
  return found.prompt;
};
const passes = (prompt: SuitePrompt, answer: string) => {
  const grader = chooseGrader(prompt);
  if (!grader) throw new Error('It cannot be checked.');
  return judge({ answer, prompt: prompt.prompt, expected: prompt.expected_answer ?? '', grader })
    .pass;
};

describe.each(checkable)('$title', ({ prompt, grader }) => {
  const label = 'label' in grader ? grader.label : undefined;
  const inForm = (answer: string) =>
    label ? `First this, then that: 7.\n${label}: ${answer}` : answer;

  it('has a grader that can be used', () => {
    expect(graderSpecInput.parse(grader)).toEqual(grader);
    expect(graderProblem(grader)).toBeNull();
  });

  it('accepts every expected answer in the form that was asked for', () => {
    const sample = sampleAnswer(prompt.prompt);
    if (sample) {
      for (const dressed of [sample, `Here it is:\n\n\`\`\`\n${sample}\n\`\`\``]) {
        expect(passes(prompt, dressed), dressed).toBe(true);
      }
      return;
    }
    for (const alternative of (prompt.expected_answer ?? '').split(' | ')) {
      const answer = alternative.replaceAll(' & ', ', ');
      for (const dressed of [answer, `**${answer}**`, `The answer is ${answer}.`, `${answer}.`]) {
        expect(passes(prompt, inForm(dressed)), dressed).toBe(true);
      }
    }
  });

  it('accepts neither silence nor evasion nor an echo of the prompt', () => {
    for (const answer of ['', 'I am not sure.', 'Could you tell me more?', prompt.prompt]) {
      expect(passes(prompt, answer), answer).toBe(false);
    }
  });
});

describe('wrong answers that were once marked right', () => {
  it.each([
    ['Code Generation - Medium 5', 'It starts at 10 and is raised three times, so 13'],
    ['Code Generation - Easy 2', 'p-b-k'],
    [
      'Code Generation - Easy 7',
      '```sql\nSELECT * FROM mountains ORDER BY height_m DESC LIMIT 5\n```',
    ],
    [
      'Code Generation - Easy 7',
      '```sql\nSELECT name FROM (SELECT name, height_m FROM mountains LIMIT 5) ORDER BY height_m DESC\n```',
    ],
    ['Code Generation - Easy 8', 'return sorted(numbers, reverse=False)'],
    ['Code Generation - Easy 7', 'SELECT name, height_m FROM peaks ORDER BY height_m DESC LIMIT 5'],
    ['Code Generation - Easy 9', 'wc -L server.log'],
    ['Code Generation - Easy 9', 'wc -l access.log'],
    [
      'Code Generation - Hard 9',
      "SELECT id FROM jobs WHERE status = 'queued' FOR UPDATE SKIP LOCKED",
    ],
    [
      'Code Generation - Hard 9',
      "SELECT id FROM jobs WHERE status = 'queued' ORDER BY created_at DESC LIMIT 1 FOR UPDATE SKIP LOCKED",
    ],
    ['Creative - Medium 3', 'Birds sing.\nSun is out.\n\nSPRING'],
    ['Creative - Medium 4', 'Amber drew the river. The raft hit a rock of amber.'],
    ['Creative - Hard 3', 'In Veroel the ferries rust.'],
    ['Customer Support - Medium 4', 'B\nA\nD\nC'],
    [
      'Code Generation - Medium 7',
      '```sql\nSELECT department_id FROM employees GROUP BY department_id HAVING COUNT(*) >= 10 AND AVG(salary) > 50000\n```',
    ],
    [
      'Code Generation - Medium 7',
      '```sql\nSELECT department_id FROM employees GROUP BY department_id HAVING COUNT(*) > 10 OR AVG(salary) > 50000\n```',
    ],
    [
      'Code Generation - Hard 9',
      '```sql\n-- UPDATE … SKIP LOCKED would be better\nSELECT id FROM jobs\n```',
    ],
    ['Customer Support - Easy 4', 'not urgent'],
    ['Customer Support - Easy 5', 'INV-20931 or PW-77418'],
    ['Customer Support - Easy 8', 'It ships Monday to Friday, so it leaves on Friday'],
    ['Customer Support - Medium 5', '19 June 2025'],
    ['Customer Support - Hard 1', '70 + 35 + 25 + 18 = 148\nRefund: 138'],
    ['Customer Support - Hard 2', 'It is 19 at first.\nCard: 14'],
    ['Customer Support - Hard 7', 'KD-5582; repair, or else refund'],
    ['Customer Support - Hard 9', 'APPROVE, although the plan says DENY'],
    ['QA - Easy 9', 'Wednesday or Friday'],
    ['QA - Medium 7', '1:30 PM'],
    ['QA - Hard 2', '23; NOT STATED; Oduya'],
    ['QA - Hard 3', 'Increase: 96'],
    ['QA - Hard 4', 'The half of 69 is 34.50.\nFee: 30.50'],
    ['QA - Hard 9', 'Monday or Tuesday, 18:35'],
    ['QA - Hard 10', '68 without the rule.\nJuries: 80'],
    ['Creative - Easy 4', 'And the kettle went on singing. Then it stopped.\nThe end came.'],
    ['Creative - Hard 4', 'Tide every remembers salt\nand I came home.'],
  ])('%s: %j', (title, answer) => {
    expect(passes(promptOf(title), answer)).toBe(false);
  });
});

describe('right answers that were once marked wrong', () => {
  it.each([
    ['Customer Support - Medium 4', 'Ticket 1: B\nTicket 2: A\nTicket 3: C\nTicket 4: C'],
    ['Customer Support - Medium 4', '1. B\n2. A\n3. C\n4. C'],
    [
      'Code Generation - Easy 7',
      '```sql\nSELECT name, height_m FROM mountains\nORDER BY height_m DESC LIMIT 5; -- five\n```',
    ],
    ['Code Generation - Easy 8', 'return sorted(numbers, reverse=True)'],
    ['Code Generation - Easy 9', '`wc -l server.log`'],
    [
      'Code Generation - Medium 7',
      'SELECT department_id FROM employees GROUP BY department_id HAVING COUNT(*) > 10 AND AVG(salary) > 50000;',
    ],
    [
      'Code Generation - Hard 9',
      "```sql\nSELECT * FROM jobs WHERE status = 'queued' ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED;\n```",
    ],
    ['Customer Support - Hard 7', 'KD-5582; refund'],
    ['Customer Support - Hard 8', 'Dune'],
    ['QA - Hard 2', 'Oduya; NOT STATED; 23'],
    ['QA - Hard 9', 'Monday, 18:35'],
    ['QA - Medium 9', '$120.00'],
    ['QA - Medium 8', '30min'],
    ['QA - Easy 3', 'EUR5.20'],
    ['QA - Easy 3', '5,20 €'],
    ['Code Generation - Medium 6', '74.0000000000000000'],
    ['Customer Support - Easy 2', '72.0'],
    ['Customer Support - Hard 1', '**Refund:** €148'],
    ['QA - Hard 3', '96 hundreds.\n\nIncrease: 9,600 visitors'],
    ['Customer Support - Easy 3', 'Billing.'],
  ])('%s: %j', (title, answer) => {
    expect(passes(promptOf(title), answer)).toBe(true);
  });
});
