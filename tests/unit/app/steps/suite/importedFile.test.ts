import { describe, expect, it } from 'vitest';
import { openImportedFile } from '../../../../../app/steps/suite/import/importedFile.ts';
import type { Selection } from '../../../../../app/steps/suite/import/importMessages.ts';
import { readSuiteFile } from '../../../../../suiteFiles/index.ts';

const everything: Selection = { category: undefined, take: 'all', count: 5, seed: 1 };

function open(rows: unknown[], contextTokens: number | null = null) {
  const text = rows.map((row) => JSON.stringify(row)).join('\n');
  return openImportedFile(readSuiteFile(new TextEncoder().encode(text)), contextTokens);
}

const many = Array.from({ length: 100 }, (_, index) => ({
  prompt: `Question ${index}`,
  category: index % 2 === 0 ? 'even' : null,
}));
const numbersIn = (file: ReturnType<typeof open>, change: Partial<Selection>) =>
  file
    .selected({ ...everything, ...change })
    .map(({ prompt }) => Number(prompt.replace('Question ', '')));

describe('what is selected', () => {
  const file = open(many);

  it('is everything, the first ones, or those of a category', () => {
    expect(numbersIn(file, {})).toHaveLength(100);
    expect(numbersIn(file, { take: 'first' })).toEqual([0, 1, 2, 3, 4]);
    expect(numbersIn(file, { take: 'first', category: 'even' })).toEqual([0, 2, 4, 6, 8]);
    expect(numbersIn(file, { take: 'first', category: null })).toEqual([1, 3, 5, 7, 9]);
  });

  it('is a sample by its seed: without repetitions, in order, of all alike', () => {
    const sample = numbersIn(file, { take: 'sample', count: 20 });
    expect(numbersIn(file, { take: 'sample', count: 20 })).toEqual(sample);
    expect(numbersIn(file, { take: 'sample', count: 20, seed: 2 })).not.toEqual(sample);
    expect(new Set(sample).size).toBe(20);
    expect(sample).toEqual(sample.toSorted((a, b) => a - b));
    expect(numbersIn(file, { take: 'sample', count: 500 })).toHaveLength(100);
    const drawn = Array.from({ length: 1_000 }, (_, seed) =>
      numbersIn(file, { take: 'sample', count: 1, seed }),
    ).flat();
    const mean = drawn.reduce((sum, number) => sum + number, 0) / drawn.length;
    expect(mean).toBeGreaterThan(45);
    expect(mean).toBeLessThan(54);
  });

  it('comes in pages', () => {
    const { rows, selected } = file.page(everything, 3);
    expect(selected).toBe(100);
    expect(rows.map(({ line }) => line)).toEqual([21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
  });
});

describe('a prompt', () => {
  it('can be changed, but not into what the API refuses', () => {
    const messages = [
      { role: 'system', content: 'S' },
      { role: 'user', content: 'Q' },
      { role: 'assistant', content: 'A' },
    ];
    const file = open([{ messages, id: 'x', category: 'c' }]);
    const change = { prompt: 'Q2', expectedAnswer: ' ', category: 'd' };
    expect(file.change(0, change)).toBeNull();
    const changed = {
      prompt: 'Q2',
      messages: [messages[0], { role: 'user', content: 'Q2' }],
      category: 'd',
      id: 'x',
    };
    expect(file.selected(everything)).toEqual([changed]);
    expect(file.change(0, { ...change, prompt: ' ' })).toBe('Message 2 must not be empty.');
    expect(file.selected(everything)).toEqual([changed]);
  });

  it('can be duplicated and removed', () => {
    const file = open([{ prompt: 'a' }, { prompt: 'b' }]);
    file.duplicate(0);
    expect(file.overview()).toMatchObject({ promptCount: 3, duplicates: 1 });
    const keys = file.page(everything, 1).rows.map(({ key }) => key);
    expect(new Set(keys).size).toBe(3);
    file.remove(0);
    expect(file.selected(everything).map(({ prompt }) => prompt)).toEqual(['a', 'b']);
  });
});

it('what is told of the file is told of it as it is now', () => {
  const file = open([
    { prompt: 'a', category: 'x' },
    { prompt: 'a', category: 'x' },
    { prompt: 'b' },
  ]);
  const duplicates = () => file.page(everything, 1).rows.map(({ duplicateOf }) => duplicateOf);
  expect(duplicates()).toEqual([null, 1, null]);
  file.remove(0);
  expect(duplicates()).toEqual([null, null]);
  file.change(2, { prompt: 'a', expectedAnswer: '', category: 'y' });
  expect(duplicates()).toEqual([null, 2]);
  expect(file.overview()).toMatchObject({
    duplicates: 1,
    categories: [
      { category: 'x', count: 1 },
      { category: 'y', count: 1 },
    ],
  });
});

it('prompts that fill the context window are counted where it is known', () => {
  const rows = [{ prompt: 'word '.repeat(200) }, { prompt: 'short' }];
  expect(open(rows, 100).overview()).toMatchObject({ tooLong: 1 });
  expect(open(rows).overview()).toMatchObject({ tooLong: null });
  expect(open(rows).overview().longestTokens).toBeGreaterThan(150);
});
