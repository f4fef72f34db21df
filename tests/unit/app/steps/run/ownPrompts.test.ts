import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseOwnPrompts, writeOwnPrompts } from '../../../../../app/steps/run/ownPrompts.ts';

describe('a line that somebody types', () => {
  it.each<[string, string, string?]>([
    ['What is the capital of France? => Paris', 'What is the capital of France?', 'Paris'],
    ['What is 2 + 2? => 4', 'What is 2 + 2?', '4'],
    ['Solve 2x = 4. (Only x.) => 2 | two', 'Solve 2x = 4. (Only x.)', '2 | two'],
    ['a => b => c', 'a => b', 'c'],
    ['Write a haiku.', 'Write a haiku.'],
    ['Write a haiku. =>', 'Write a haiku.'],
    ['What does this do: const f = x => x * 2;', 'What does this do: const f = x => x * 2;'],
    ['Explain let g = (a, b) => a + b', 'Explain let g = (a, b) => a + b'],
    ['Explain var h = async (a) => a', 'Explain var h = async (a) => a'],
    ['What is [1, 2].map(x => x + 1)?', 'What is [1, 2].map(x => x + 1)?'],
    ['What is [1, 2].map(x => x + 1)? => [2, 3]', 'What is [1, 2].map(x => x + 1)?', '[2, 3]'],
    ['Ruby: what is { :a => 1 }?', 'Ruby: what is { :a => 1 }?'],
    ['Write it as an arrow function. => x=>x', 'Write it as an arrow function.', 'x=>x'],
    ['Explain `x => x + 1`.', 'Explain `x => x + 1`.'],
    ['What is "a => b" in logic?', 'What is "a => b" in logic?'],
    ['What does `f` do? => `x`', 'What does `f` do?', '`x`'],
    ['How long is 12" in cm? => 30', 'How long is 12" in cm?', '30'],
    ['add = (a, b) => a + b', 'add = (a, b) => a + b'],
    ['Explain: (x) => x * 2', 'Explain: (x) => x * 2'],
    ['What does () => 1 return?', 'What does () => 1 return?'],
    ['What does f() => 1', 'What does f()', '1'],
    ['What is the sum of (1, 2) => 3', 'What is the sum of (1, 2)', '3'],
    ['Explain async x => await x', 'Explain async x => await x'],
    ['Explain x => { return x; }', 'Explain x => { return x; }'],
    ['Anna, 7, as JSON => {"name": "Anna"}', 'Anna, 7, as JSON', '{"name": "Anna"}'],
    ['Simplify x + x => 2x', 'Simplify x + x', '2x'],
    ['{"prompt": "One\\nTwo", "expected_answer": "2"}', 'One\nTwo', '2'],
    ['{"question": "x"}', '{"question": "x"}'],
    ['{not JSON', '{not JSON'],
  ])('%s', (line, prompt, expected) => {
    expect(parseOwnPrompts(line)).toEqual([
      { prompt, ...(expected !== undefined && { expected_answer: expected }) },
    ]);
  });

  it('is one prompt; empty lines are none', () => {
    expect(parseOwnPrompts(' One. \r\n\n  \nTwo. => 2')).toEqual([
      { prompt: 'One.' },
      { prompt: 'Two.', expected_answer: '2' },
    ]);
  });
});

it('prompts that are written are read as they were', () => {
  const texts = fc.string({ minLength: 1 });
  const pieces = fc
    .array(fc.constantFrom('=>', ' ', '\n', 'x', '{', '}', '"'))
    .map((all) => all.join(''));
  const prompts = fc.record({
    prompt: fc.oneof(
      texts,
      pieces.filter((text) => text !== ''),
    ),
    expectedAnswer: fc.option(texts),
  });
  fc.assert(
    fc.property(fc.array(prompts), (given) => {
      expect(parseOwnPrompts(writeOwnPrompts(given))).toEqual(
        given.map(({ prompt, expectedAnswer }) => ({
          prompt,
          ...(expectedAnswer && { expected_answer: expectedAnswer }),
        })),
      );
    }),
    { numRuns: 500 },
  );
});

it('what fits into a line is written as people type it', () => {
  expect(
    writeOwnPrompts([
      { prompt: 'One?', expectedAnswer: '1' },
      { prompt: 'Two.', expectedAnswer: null },
    ]),
  ).toBe('One? => 1\nTwo.');
});
