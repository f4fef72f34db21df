import { expect, it } from 'vitest';
import { estimateInputOf } from '../../../../../app/steps/run/estimateInput.ts';
import { estimateRunInput } from '../../../../../server/runs/index.ts';

const long = 'word '.repeat(6_000);

it('has of prompts that are typed only how many and how long they are', async () => {
  const input = await estimateInputOf({
    prompts: [{ prompt: long, expected_answer: 'Yes' }, { prompt: 'Short?' }],
    idempotencyKey: 'a key of the start',
    config: { samples: 2 },
  });
  expect(input).toEqual({
    promptSizes: { prompts: 2, tokens: expect.any(Number), graded: 1 },
    config: { samples: 2 },
  });
  // The tail of a long text is taken to be like its beginning.
  expect(input.promptSizes?.tokens).toBeGreaterThan(5_900);
  expect(input.promptSizes?.tokens).toBeLessThan(6_200);
  expect(JSON.stringify(input).length).toBeLessThan(200);
  expect(estimateRunInput.parse(input).promptSizes).toEqual(input.promptSizes);
});

it('counts the messages before a prompt, and only as many prompts as are asked', async () => {
  const messages = [
    { role: 'system' as const, content: 'Answer in one word, please.' },
    { role: 'user' as const, content: 'Which?' },
  ];
  const prompts = [{ prompt: 'Which?', messages }, { prompt: 'Which?' }];
  const both = await estimateInputOf({ prompts });
  const first = await estimateInputOf({ prompts, promptLimit: 1 });
  expect(first.promptSizes?.prompts).toBe(1);
  expect(first.promptSizes?.tokens).toBeGreaterThan((both.promptSizes?.tokens ?? 0) / 2);
});

it('leaves a suite and an earlier run as they are', async () => {
  const testSuiteId = '3f2b8c1e-5d4a-4e6f-8a7b-9c0d1e2f3a4b';
  expect(await estimateInputOf({ testSuiteId })).toEqual({ testSuiteId });
});
