import { describe, expect, it } from 'vitest';
import { nextAnnouncement } from '../../../../../app/steps/chat/answerAnnouncements.ts';

const heard = (text: string, isOver = true) => nextAnnouncement(text, 0, isOver).text;

it.each([
  ['It took 1.5 s. The rest was fa', 'It took 1.5 s.'],
  ['One. Two! Three? Fo', 'One. Two! Three?'],
  ['nothing yet', ''],
  ['A line\nand half', 'A line'],
  ['He said “no.” Then', 'He said “no.”'],
  ['これは文です。次', 'これは文です。'],
  ['```js\nlet a = 1.\n', ''],
  ['Before.\n```js\nlet a = 1;\n', 'Before.'],
])('of %j, which is still being written, says %j', (text, expected) => {
  expect(heard(text, false)).toBe(expected);
});

it.each([
  ['## A *title* with `code`', 'A title with code'],
  ['- **bold** [link](https://a.example) and snake_case', 'bold link and snake_case'],
  ['| a | b |\n|---|---|\n| 1 | 2 |', 'a, b 1, 2'],
  ['Look:\n\n```js\nalert(1)\n```\n\nDone', 'Look: Code. Done'],
  ['```js\nnever closed', 'Code.'],
  ['Slow ones.\n```byom-filter\n{"filter":"failed"}\n```', 'Slow ones.'],
  ['', ''],
])('says %j as %j', (text, expected) => {
  expect(heard(text)).toBe(expected);
});

describe('however the text arrives', () => {
  const text =
    '# Results\n\nI was **slow**. #12 took 1.5 s!\n\n```py\nprint("a. b")\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nThat is all';

  it.each([1, 2, 5, 23])('says everything once, in pieces of %i', (size) => {
    const said: string[] = [];
    let announcedLength = 0;
    for (let length = 0; length < text.length; length += size) {
      const next = nextAnnouncement(text.slice(0, length), announcedLength, false);
      if (next.text !== '') said.push(next.text);
      ({ announcedLength } = next);
    }
    said.push(nextAnnouncement(text, announcedLength, true).text);
    expect(said.join(' ')).toBe('Results I was slow. #12 took 1.5 s! Code. a, b 1, 2 That is all');
  });
});
