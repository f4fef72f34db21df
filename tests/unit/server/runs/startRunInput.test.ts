import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { completeRunSettings } from '../../../../contract/runSettings.ts';
import { runSettingsInput } from '../../../../contract/schemas/runSettings.ts';
import { startRunInput } from '../../../../server/runs/startRun.ts';

const testSuiteId = '3f2b8c1e-5d4a-4e6f-8a7b-9c0d1e2f3a4b';
const prompt = { prompt: 'What is the capital of France?' };

/** The fields at fault with what is wrong about each. */
function faults(schema: z.ZodType, input: unknown): Record<string, string> {
  const parsed = schema.safeParse(input);
  return Object.fromEntries(
    (parsed.error?.issues ?? []).map((issue) => [
      'keys' in issue ? issue.keys.join() : issue.path.join('.'),
      issue.message,
    ]),
  );
}

describe('how a run calls the endpoint', () => {
  it('is complete without being told: one at a time, half a second apart', () => {
    expect(runSettingsInput.parse({})).toEqual({
      concurrency: 16,
      delayMs: 0,
      maxTokens: 1024,
      temperature: 0.7,
      stream: true,
      adaptive: true,
      maxRetries: 3,
      samples: 1,
      warmup: 0,
      timeoutMs: 60_000,
    });
  });

  it.each([
    ['concurrency', [1, 64], [0, 65, 1.5, '2', null, Number.NaN]],
    ['delayMs', [0, 60_000], [-1, 60_001, 0.5, '500']],
    ['maxTokens', [1, 32_768], [0, 32_769, 10.5]],
    ['temperature', [0, 0.7, 2], [-0.1, 2.1, Number.NaN, Number.POSITIVE_INFINITY, '1']],
    ['timeoutMs', [1_000, 600_000], [999, 600_001]],
    [
      'systemPrompt',
      ['', 'Be brief.', 'a'.repeat(20_000)],
      ['a'.repeat(20_001), 7, 'a\0b', '\ud800'],
    ],
  ] as [string, unknown[], unknown[]][])('%s has its bounds', (field, good, bad) => {
    for (const value of good) {
      expect(runSettingsInput.parse({ [field]: value })).toMatchObject({ [field]: value });
    }
    for (const value of bad) {
      const found = faults(runSettingsInput, { [field]: value });
      expect(Object.keys(found)).toEqual([field]);
      expect(found[field]).toMatch(/^(must|is) /);
    }
  });

  it('refuses fields that do not exist, by name', () => {
    expect(Object.keys(faults(runSettingsInput, { maxToken: 5 }))).toEqual(['maxToken']);
    expect(Object.keys(faults(runSettingsInput, { max_tokens: 5 }))).toEqual(['max_tokens']);
  });
});

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

  it('goes gently when asked to, but for what is named besides', () => {
    const config = { gentle: true, maxTokens: 7 };
    expect(startRunInput.parse({ testSuiteId, config }).config).toMatchObject({
      concurrency: 1,
      delayMs: 500,
      adaptive: false,
      maxTokens: 7,
    });
    const faster = { gentle: true, delayMs: 10 };
    expect(startRunInput.parse({ testSuiteId, config: faster }).config.delayMs).toBe(10);
  });

  it('is completed where an earlier version stored less of it', () => {
    const stored = { concurrency: 2, delayMs: 0, maxTokens: 9, temperature: 0, timeoutMs: 1_000 };
    const added = { adaptive: false, maxRetries: 0, samples: 1, warmup: 0, stream: true };
    expect(completeRunSettings(stored)).toEqual({ ...stored, ...added });
    expect(completeRunSettings({ ...stored, samples: 3 }).samples).toBe(3);
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
    ['prompts', { prompts: Array(1_001).fill(prompt) }],
    ['prompts', { prompts: 'text' }],
    ['prompts.0.prompt', { prompts: [{ prompt: '' }] }],
    ['prompts.0.prompt', { prompts: [{ prompt: ' \n ' }] }],
    ['prompts.0.prompt', { prompts: [{}] }],
    ['prompts.0.prompt', { prompts: [{ prompt: 7 }] }],
    ['prompts.0.prompt', { prompts: [{ prompt: 'a'.repeat(32_001) }] }],
    ['prompts.0.prompt', { prompts: [{ prompt: 'a\0b' }] }],
    ['prompts.1.prompt', { prompts: [prompt, { prompt: 'a\ud800' }] }],
    ['prompts.0.expected_answer', { prompts: [{ ...prompt, expected_answer: 'a'.repeat(2_001) }] }],
    ['prompts.0.expected_answer', { prompts: [{ ...prompt, expected_answer: '\0' }] }],
    ['prompts.0.category', { prompts: [{ ...prompt, category: 'a'.repeat(101) }] }],
    ['prompts.0.category', { prompts: [{ ...prompt, category: '\ud83d' }] }],
    ['answer', { prompts: [{ ...prompt, answer: 'x' }] }],
    ['prompts.0', { prompts: ['just a text'] }],
    ['testSuiteId', { testSuiteId: 'not-an-id' }],
    ['testSuiteId', { testSuiteId: "' or 1=1 --" }],
    ['promptLimit', { testSuiteId, promptLimit: 0 }],
    ['promptLimit', { testSuiteId, promptLimit: 1_001 }],
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
