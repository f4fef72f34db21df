import { expect, it } from 'vitest';
import { formatStopLines, parseStopLines } from '../../../../../app/steps/run/stopLines.ts';

it.each([
  ['END', ['END']],
  [' Human:\r\n\r\n###', [' Human:', '###']],
  ['\\n\\n', ['\n\n']],
  ['a\\tb\\\\n', ['a\tb\\n']],
  ['\\d', ['\\d']],
  ['', []],
])('the lines %j are stop sequences', (typed, texts) => {
  expect(parseStopLines(typed)).toEqual(texts);
});

it.each([['END'], ['\n\n', 'a\tb'], ['\\n', '\r\n', ' x ']])(
  '%j is typed and read again',
  (...texts) => {
    expect(parseStopLines(formatStopLines(texts))).toEqual(texts);
  },
);
