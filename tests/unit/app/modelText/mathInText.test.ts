import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Markdown } from '../../../../app/modelText/Markdown.tsx';
import { withDollarMath } from '../../../../app/modelText/mathInText.ts';

describe('withDollarMath', () => {
  it.each([
    ['so \\(x^2\\) is', 'so $$x^2$$ is'],
    ['\\[\na + b\n\\]', '$$\na + b\n$$'],
    ['`\\(x\\)` and \\(y\\)', '`\\(x\\)` and $$y$$'],
    ['``a ` \\(x\\)``', '``a ` \\(x\\)``'],
    ['```tex\n\\(x\\)\n```\n\\(y\\)', '```tex\n\\(x\\)\n```\n$$y$$'],
    ['~~~\n\\[x\\]\n', '~~~\n\\[x\\]\n'],
    ['```\n\\[x\\] is not closed', '```\n\\[x\\] is not closed'],
    ['\\(not closed', '\\(not closed'],
    ['\\(a $ b\\)', '\\(a $ b\\)'],
    ['no math at all', 'no math at all'],
  ])('makes %j %j', (text, expected) => {
    expect(withDollarMath(text)).toBe(expected);
    expect(withDollarMath(text)).toHaveLength(text.length);
  });

  // A square of these lengths would outlast the test.
  it.each(['\\(', '\\[', '`', '~~~\n', '`\\(`', '``` \\[', '\\[$'])(
    'reads %j thirty thousand times',
    (piece) => {
      const text = piece.repeat(30_000);
      expect(withDollarMath(text)).toHaveLength(text.length);
    },
  );
});

/** What is shown as a formula; the formula itself comes later. */
function formulasIn(text: string): string[] {
  const html = renderToStaticMarkup(createElement(Markdown, null, text));
  return [...html.matchAll(/<code[^>]*>([^<]*)<\/code>/g)].map(([, formula]) => formula as string);
}

it.each([
  ['Half is $\\frac{1}{2}$.', ['\\frac{1}{2}']],
  ['It is $$x$$ here.', ['x']],
  ['$$\nx + y\n$$', ['x + y']],
  ['\\[ x \\]', ['x']],
  ['Of \\(a_1 * b * c\\) all.', ['a_1 * b * c']],
  ['Costs $5, or $10 for both.', []],
  ['From $5 to $ 10', []],
  ['From US$100 to US$200.', []],
  ['$ x $', []],
  ['It costs $5. Solve $x^2$ now.', ['x^2']],
])('reads %j as the formulas %j', (text, formulas) => {
  expect(formulasIn(text)).toEqual(formulas);
});

it('keeps the words of what is no formula', () => {
  const html = renderToStaticMarkup(createElement(Markdown, null, 'Costs $5, or $10 for both.'));
  expect(html).toContain('Costs $5, or $10 for both.');
});

it('reads what else is between two prices', () => {
  const html = renderToStaticMarkup(
    createElement(Markdown, null, 'From **$5** to **$10**, `$7` or [$8](https://a.example).'),
  );
  expect(html).toContain('From <strong>$5</strong> to <strong>$10</strong>, <code');
  expect(html).toContain('href="https://a.example/"');
});
