import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseTypedPrompts,
  readTypedPrompts,
  type TypedPrompt,
  typedPromptsOf,
  withRoom,
} from '../../../../../app/steps/run/ownPrompts.ts';
import type { SuitePrompt } from '../../../../../contract/suites.ts';

/** As a browser sends the boxes. */
function sent(typed: TypedPrompt[]): FormData {
  const form = new FormData();
  for (const { prompt, expected, rest } of typed) {
    form.append('prompt', prompt.replaceAll('\n', '\r\n'));
    form.append('expectedAnswer', expected.replaceAll('\n', '\r\n'));
    form.append('promptRest', rest);
  }
  return form;
}

const afterSending = (prompts: SuitePrompt[]) =>
  parseTypedPrompts(readTypedPrompts(sent(withRoom(typedPromptsOf(prompts)))));

describe('what is typed into the boxes', () => {
  it.each<[string, string, SuitePrompt]>([
    ['What is 2 + 2?', '4', { prompt: 'What is 2 + 2?', expected_answer: '4' }],
    ['Write a haiku.', '', { prompt: 'Write a haiku.' }],
    ['const f = x => x * 2;', '', { prompt: 'const f = x => x * 2;' }],
    ['One\n\n  Two => 2', 'a\nb', { prompt: 'One\n\n  Two => 2', expected_answer: 'a\nb' }],
    ['{"prompt": "x"}', '', { prompt: '{"prompt": "x"}' }],
  ])('%j and %j is one prompt', (prompt, expected, parsed) => {
    expect(parseTypedPrompts(readTypedPrompts(sent([{ prompt, expected, rest: '' }])))).toEqual([
      parsed,
    ]);
  });

  it('is left out where both boxes are empty, and kept where the prompt was forgotten', () => {
    const typed = [
      { prompt: ' ', expected: '\n', rest: '' },
      { prompt: '', expected: '4', rest: '' },
    ];
    expect(parseTypedPrompts(typed)).toEqual([{ prompt: '', expected_answer: '4' }]);
  });
});

describe('prompts that are run again', () => {
  it('are the same, with all that no box shows', () => {
    const prompts: SuitePrompt[] = [
      {
        id: 'row-7',
        prompt: 'And of Spain?',
        messages: [
          { role: 'system', content: 'One word.' },
          { role: 'user', content: 'The capital of France?' },
          { role: 'assistant', content: 'Paris' },
          { role: 'user', content: 'And of Spain?' },
        ],
        expected_answer: 'Madrid',
        grader: { name: 'exact' },
        category: 'capitals',
        split: 'val',
      },
      { prompt: 'x => {\n  return x;\n}', expected_answer: 'a | b' },
    ];
    expect(afterSending(prompts)).toEqual(prompts);
  });

  it('are the same whatever their texts are', () => {
    const text = fc
      .array(fc.constantFrom('=>', ' ', '\n', 'x', '{', '}', '"', '|', '&', 'é', '💧'), {
        minLength: 1,
      })
      .map((parts) => parts.join(''))
      .filter((joined) => joined.trim() !== '');
    const prompt = fc.record(
      { prompt: text, expected_answer: text, category: text },
      { requiredKeys: ['prompt'] },
    );
    fc.assert(
      fc.property(fc.array(prompt), (prompts) => {
        expect(afterSending(prompts)).toEqual(prompts);
      }),
      { numRuns: 500 },
    );
  });
});
