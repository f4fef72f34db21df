import { expect, it } from 'vitest';
import { wordChanges } from '../../../../app/modelText/wordChanges.ts';

const without = async (left: 'removed' | 'added', before: string, after: string) =>
  ((await wordChanges(before, after)) ?? [])
    .filter(({ change }) => change !== left)
    .map(({ text }) => text)
    .join('');

it('marks the words that one side only has', async () => {
  expect(await wordChanges('The capital is Lyon.', 'The capital is Paris.')).toEqual([
    { text: 'The capital is ', change: 'none' },
    { text: 'Lyon', change: 'removed' },
    { text: 'Paris', change: 'added' },
    { text: '.', change: 'none' },
  ]);
});

it('tells words apart where no spaces stand between them', async () => {
  const changes = await wordChanges('私は東京が好きです。', '私は京都が好きです。');
  expect(changes).toContainEqual({ text: '東京', change: 'removed' });
  expect(changes).toContainEqual({ text: '京都', change: 'added' });
});

it('has the whole of the second text, whatever the first is', async () => {
  const after = 'A poem\n\nof  two lines, and <b>no</b> more 👩‍👩‍👧.';
  expect(await without('removed', 'Something else.\nOf one line', after)).toBe(after);
  expect(await wordChanges('', '')).toEqual([]);
});

it('gives up on what would take too long', async () => {
  const words = (seed: number) =>
    Array.from({ length: 60_000 }, (_, index) => `w${(index * seed) % 99_991}`).join(' ');
  expect(await wordChanges(words(7919), words(104_729))).toBeNull();
});
