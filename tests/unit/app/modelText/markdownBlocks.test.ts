import { describe, expect, it } from 'vitest';
import { completeBlock } from '../../../../app/modelText/completeBlock.ts';
import { NO_BLOCKS, updateBlocks } from '../../../../app/modelText/markdownBlocks.ts';
import { withoutFilter } from '../../../../app/modelText/markdownText.ts';

const sources = (text: string) => updateBlocks(NO_BLOCKS, text).blocks.map(({ source }) => source);

const answer = [
  '# Title',
  'A paragraph with **bold**\nover two lines.',
  '1. first\n\n   more of it\n\n2. second\n   - deeper\n\n3. third',
  '```ts\nconst a = 1;\n\nconst b = 2;\n```',
  '| a | b |\n|---|---|\n| 1 | 2 |',
  '> quoted\n>\n> - item',
  '    indented code\n\n    goes on',
  'See [the docs][1].',
  '[1]: https://docs.example/page',
  '---',
  'The end.',
].join('\n\n');

describe('cutting a growing text into blocks', () => {
  it('gives the same blocks however the text arrived', () => {
    const whole = updateBlocks(NO_BLOCKS, answer);
    for (const step of [1, 3, 7, 40]) {
      let grown = NO_BLOCKS;
      for (let length = 0; length < answer.length; length += step) {
        grown = updateBlocks(grown, answer.slice(0, length));
      }
      expect(updateBlocks(grown, answer)).toEqual(whole);
    }
  });

  it('keeps all of the text, in order, at the places it says', () => {
    const { blocks } = updateBlocks(NO_BLOCKS, answer);
    expect(blocks.map(({ source }) => source).join('\n\n')).toBe(answer);
    for (const { start, source } of blocks) expect(answer.slice(start)).toMatch(source);
  });

  it('does not touch finished blocks while the text grows', () => {
    const before = updateBlocks(NO_BLOCKS, 'one\n\ntwo\n\nthree\n\nfo');
    const after = updateBlocks(before, 'one\n\ntwo\n\nthree\n\nfour');
    expect(after.blocks.slice(0, 2)).toEqual(before.blocks.slice(0, 2));
    expect(after.blocks[0]).toBe(before.blocks[0]);
  });

  it('begins anew with a text that is not the old one grown', () => {
    const before = updateBlocks(NO_BLOCKS, 'one\n\ntwo\n\nthree');
    expect(updateBlocks(before, 'an\n\nother').blocks.map(({ source }) => source)).toEqual([
      'an',
      'other',
    ]);
  });

  it('keeps code with empty lines, and a list with paragraphs, in one block', () => {
    expect(sources('```\na\n\nb\n```')).toHaveLength(1);
    expect(sources('```\nopen\n\nstill')).toHaveLength(1);
    expect(sources('- a\n\n  b\n\n- c')).toHaveLength(1);
  });

  it('tells link definitions apart, which count in every block', () => {
    const { blocks } = updateBlocks(NO_BLOCKS, answer);
    expect(blocks.filter(({ isDefinition }) => isDefinition).map(({ source }) => source)).toEqual([
      '[1]: https://docs.example/page',
    ]);
  });
});

/** The last block of a text that is being written: its Markdown, or the code in it. */
function lastShown(text: string): string {
  const last = updateBlocks(NO_BLOCKS, text).blocks.at(-1);
  if (!last) return '';
  const { source, code } = completeBlock(last);
  return code ? `${code.language}: ${code.text}` : source;
}

it.each([
  ['a word in **bo', 'a word in **bo**'],
  ['code `x = 1', 'code `x = 1`'],
  ['see [the do', 'see the do'],
  ['see [the docs](https://docs.exa', 'see the docs'],
  ['text\n``', 'text'],
  ['text\n\n```', ''],
  ['text\n\n```byom-fil', ''],
  ['- item\n  ```j', '- item'],
  ['```js\nlet a', 'js: let a'],
  ['```js\nlet a\n``', 'js: let a'],
  ['```js\nlet a\n```', 'js: let a'],
  ['| a | b', '| a | b|\n|---|---|'],
  ['| a | b |', '| a | b |\n|---|---|'],
  ['| a | b |\n|--', '| a | b |\n|---|---|'],
  ['| a | b |\n|---|---|\n| 1', '| a | b |\n|---|---|\n| 1'],
  ['5 < 7 and <b', '5 < 7 and <b'],
])('shows the end of %j, which is still being written, as %j', (written, shown) => {
  expect(lastShown(written)).toBe(shown);
});

it.each([1, 4])('shows code the same however it arrives, in pieces of %i', (size) => {
  const text = 'x\n\n```py\na = 1\n\n~~~\n  b = "``"\n```\n\nafter';
  let grown = NO_BLOCKS;
  for (let length = 1; length <= text.length; length += size) {
    const written = text.slice(0, length);
    grown = updateBlocks(grown, written);
    const [last, afresh] = [grown, updateBlocks(NO_BLOCKS, written)].map(({ blocks }) => {
      const block = blocks.at(-1);
      return block && completeBlock(block);
    });
    expect({ at: length, ...last?.code }).toEqual({ at: length, ...afresh?.code });
  }
});

it.each([
  ['before\n\n```byom-filter\n{"filter":"failed"}\n```\n\nafter', 'before\n\n\n\nafter'],
  ['before\n\n```byom-filter\n{"filter"', 'before'],
  ['```json\n{"a":1}\n```', '```json\n{"a":1}\n```'],
  ['~~~byom-filter\n{}\n~~~\nafter', 'after'],
])('copies %j without the filter', (written, copied) => {
  expect(withoutFilter(written)).toBe(copied);
});
