import { expect, it } from 'vitest';
import { isPlainText } from '../../../../app/modelText/plainText.ts';

it.each([
  'Paris.',
  'The capital of France is Paris, as everybody knows: since 987.',
  'Two lines,\nof which none is a list.',
  'سلام، پاریس',
  '-3.5 degrees',
])('plain: %s', (text) => expect(isPlainText(text)).toBe(true));

it.each([
  'The **capital**',
  '# City',
  '- one\n- two',
  'First:\n1. one',
  '`code`',
  '| a | b |',
  '<script>alert(1)</script>',
  'See https://example.com',
  'Title\n=====',
  'Title\n-----',
  '    code',
  'a &amp; b',
  '[link](x)',
])('may be Markdown: %s', (text) => expect(isPlainText(text)).toBe(false));

it('is found out at once, however long and empty a text is', () => {
  expect(isPlainText(`${'\n'.repeat(300_000)}Paris`)).toBe(true);
  expect(isPlainText(`${'   \n'.repeat(100_000)}Paris`)).toBe(true);
});
