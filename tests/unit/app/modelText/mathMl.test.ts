import { createElement, Fragment } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { mathMlOf } from '../../../../app/modelText/mathMl.tsx';

const html = (source: string, isDisplayed = false) =>
  renderToStaticMarkup(createElement(Fragment, null, mathMlOf(source, isDisplayed)));

it('translates TeX', () => {
  expect(html('\\frac{a}{2}')).toBe('<math><mfrac><mi>a</mi><mn>2</mn></mfrac></math>');
  expect(html('x', true)).toContain('display="block"');
  expect(html('\\begin{aligned} a &= 1 \\\\ b &= 2 \\end{aligned}')).toMatch(
    /<mtd class="text-right">.*<mi>a<\/mi>/,
  );
});

it.each([
  '\\href{javascript:alert(1)}{x}',
  '\\url{https://example.com}',
  '\\includegraphics{https://example.com/x.png}',
  '\\style{color:red}{x}',
  '\\class{fixed}{x}',
  '\\id{content}{x}',
  '\\data{a=b}{x}',
  '\\color{red}{x}',
  '\\colorbox{red}{x}',
  '\\fbox{x}',
  '\\text{<script>alert(1)</script>}',
  '\\bcancel{x}',
  '\\rule{1000em}{1000em}',
  '\\kern{9999em}x',
  '\\begin{array}{|c|c|} \\hline a & b \\end{array}',
])('lets %s do nothing to the page', (source) => {
  const shown = html(source);
  expect(shown).not.toMatch(/\s(style|href|src|id|on\w+|data-\w+)=|<(a|img|script|svg|iframe)\b/i);
  expect(shown.match(/class="(?!text-left"|text-right")/)).toBeNull();
  for (const [, size] of shown.matchAll(/"(-?[\d.]+)em"/g)) {
    expect(Math.abs(Number(size))).toBeLessThanOrEqual(40);
  }
});

it.each([
  ['what is no TeX', '\\frac{1'],
  ['unknown commands', '\\nonsense{x}'],
  [
    'macros that grow',
    '\\def\\a{\\b\\b}\\def\\b{\\c\\c}\\def\\c{\\d\\d}\\def\\d{\\e\\e}\\def\\e{xxxx}\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a',
  ],
  ['macros that never end', '\\def\\a{\\a}\\a'],
  ['braces without end', '{'.repeat(1_000) + '}'.repeat(1_000)],
])('gives back nothing or little of %s', (_, source) => {
  expect(html(source).length).toBeLessThan(200_000);
});

it('does not show by halves what it cannot read', () => {
  expect(html('\\frac{1')).toBe('');
  expect(html('\\def\\a{\\a}\\a')).toBe('');
});
