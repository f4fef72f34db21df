import { describe, expect, it } from 'vitest';
import { runSettingsInput } from '../../../../contract/schemas/runSettings.ts';
import { estimateRunInput, startRunInput } from '../../../../server/runs/startRunInput.ts';
import { faults } from '../../../support/faults.ts';

const testSuiteId = '3f2b8c1e-5d4a-4e6f-8a7b-9c0d1e2f3a4b';
const prompt = { prompt: 'What is the capital of France?' };

describe('what a run is started with', () => {
  it('is a suite, or prompts of one’s own', () => {
    const config = runSettingsInput.parse({});
    expect(startRunInput.parse({ testSuiteId })).toEqual({ testSuiteId, config });
    expect(startRunInput.parse({ prompts: [prompt] })).toEqual({ prompts: [prompt], config });
  });

  it('is not both and not neither', () => {
    for (const input of [{}, { testSuiteId, prompts: [prompt] }]) {
      expect(faults(startRunInput, input)).toEqual({
        testSuiteId: 'give either the id of a suite or prompts of your own',
      });
    }
  });

  it('takes settings as they are told elsewhere', () => {
    const config = { gentle: true, maxTokens: 7 };
    expect(startRunInput.parse({ testSuiteId, config }).config).toEqual(
      runSettingsInput.parse(config),
    );
  });

  it('gets its own configuration each time', () => {
    const first = startRunInput.parse({ testSuiteId });
    first.config.concurrency = 60;
    expect(startRunInput.parse({ testSuiteId }).config.concurrency).toBe(16);
  });

  it('has prompts without blanks around them, with an answer and a category if given', () => {
    const prompts = [{ prompt: ' a ', expected_answer: ' b\n', category: ' c ' }];
    expect(startRunInput.parse({ prompts }).prompts).toEqual([
      { prompt: 'a', expected_answer: 'b', category: 'c' },
    ]);
  });

  it.each([
    ['prompts', { prompts: [] }],
    ['prompts', { prompts: Array(5_001).fill(prompt) }],
    ['prompts', { prompts: 'text' }],
    ['prompts.0.prompt', { prompts: [{ prompt: '' }] }],
    ['prompts.0.prompt', { prompts: [{ prompt: ' \n ' }] }],
    ['prompts.0.prompt', { prompts: [{}] }],
    ['prompts.0.prompt', { prompts: [{ prompt: 7 }] }],
    ['prompts.0.prompt', { prompts: [{ prompt: 'a'.repeat(332_001) }] }],
    ['prompts.0.prompt', { prompts: [{ prompt: 'a\0b' }] }],
    ['prompts.1.prompt', { prompts: [prompt, { prompt: 'a\ud800' }] }],
    [
      'prompts.0.expected_answer',
      { prompts: [{ ...prompt, expected_answer: 'a'.repeat(32_001) }] },
    ],
    ['prompts.0.expected_answer', { prompts: [{ ...prompt, expected_answer: '\0' }] }],
    ['prompts.0.category', { prompts: [{ ...prompt, category: 'a'.repeat(101) }] }],
    ['prompts.0.category', { prompts: [{ ...prompt, category: '\ud83d' }] }],
    ['answer', { prompts: [{ ...prompt, answer: 'x' }] }],
    ['prompts.0', { prompts: ['just a text'] }],
    ['testSuiteId', { testSuiteId: 'not-an-id' }],
    ['testSuiteId', { testSuiteId: "' or 1=1 --" }],
    ['promptLimit', { testSuiteId, promptLimit: 0 }],
    ['promptLimit', { testSuiteId, promptLimit: 5_001 }],
    ['promptLimit', { testSuiteId, promptLimit: 1.5 }],
    ['config.concurrency', { testSuiteId, config: { concurrency: 0 } }],
    ['typo', { testSuiteId, typo: 1 }],
  ] as [string, unknown][])('is refused at %s', (field, input) => {
    expect(Object.keys(faults(startRunInput, input))).toEqual([field]);
  });

  it('may be a thousand prompts', () => {
    const prompts = Array(1_000).fill(prompt);
    expect(startRunInput.parse({ prompts, promptLimit: 1_000 }).prompts).toHaveLength(1_000);
  });
});

describe('what an estimate is asked with', () => {
  const promptSizes = { prompts: 3, tokens: 120, graded: 1 };

  it('may be sizes in place of prompts, which start nothing', () => {
    expect(estimateRunInput.parse({ promptSizes }).promptSizes).toEqual(promptSizes);
    expect(Object.keys(faults(startRunInput, { promptSizes }))).toContain('promptSizes');
  });

  it.each([
    ['testSuiteId', { promptSizes, prompts: [prompt] }],
    ['promptSizes.prompts', { promptSizes: { ...promptSizes, prompts: 0 } }],
    ['promptSizes.prompts', { promptSizes: { ...promptSizes, prompts: 5_001 } }],
    ['promptSizes.tokens', { promptSizes: { ...promptSizes, tokens: 1e12 } }],
    ['promptSizes.tokens', { promptSizes: { ...promptSizes, tokens: 0.5 } }],
    ['promptSizes.graded', { promptSizes: { ...promptSizes, graded: -1 } }],
  ] as [string, unknown][])('is refused at %s', (field, input) => {
    expect(Object.keys(faults(estimateRunInput, input))).toEqual([field]);
  });
});
