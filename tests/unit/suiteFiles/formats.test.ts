import { describe, expect, it } from 'vitest';
import { readSuiteFile, writeSuiteFile } from '../../../suiteFiles/index.ts';
import { promptfooFiles, suiteFileFormatCases, twelve, utf8 } from '../tables/suiteFileFormats.ts';

const suite = writeSuiteFile(
  twelve.map(([prompt, expected_answer, category], index) => ({
    prompt,
    expected_answer,
    category,
    id: `p${index + 1}`,
  })),
  'jsonl',
);

function written(bytes: Uint8Array): string {
  const prompts = readSuiteFile(bytes).prompts.map(({ prompt }) => prompt);
  return writeSuiteFile(prompts, 'jsonl');
}

describe('the same twelve prompts', () => {
  it.each(suiteFileFormatCases)('$name', ({ bytes, format }) => {
    const reading = readSuiteFile(bytes);
    expect(reading).toMatchObject({ format, problems: [], duplicates: 0 });
    expect(written(bytes)).toBe(suite);
  });

  it.each(promptfooFiles)('promptfoo, $name', ({ bytes }) => {
    const { format, problems, notes, prompts } = readSuiteFile(bytes);
    expect({ format, problems, notes }).toEqual({ format: 'promptfoo', problems: [], notes: [] });
    const graders = prompts.map(({ prompt: { grader } }) => grader);
    expect(new Set(graders.map((grader) => JSON.stringify(grader)))).toEqual(
      new Set(['{"name":"exact","case_sensitive":true}']),
    );
    const bare = prompts.map(({ prompt: { grader: _, ...prompt } }) => prompt);
    expect(writeSuiteFile(bare, 'jsonl')).toBe(suite);
  });

  it('a plain list of lines has the prompts', () => {
    const lines = twelve.map(([prompt]) => prompt).filter((prompt) => !prompt.includes('\n'));
    const { format, prompts } = readSuiteFile(utf8(lines.join('\n')));
    expect(format).toBe('lines');
    expect(prompts.map(({ prompt }) => prompt)).toEqual(lines.map((prompt) => ({ prompt })));
  });
});
