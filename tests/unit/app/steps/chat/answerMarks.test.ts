import type { RootContent } from 'mdast';
import { expect, it } from 'vitest';
import type { MetricCheck } from '../../../../../app/lib/api.ts';
import { readMarkdown } from '../../../../../app/modelText/markdownSyntax.ts';
import { withAnswerMarks } from '../../../../../app/steps/chat/answerMarks.ts';

const citations = new Map([
  ['#12', '/row12'],
  ['A#3', '/rowA3'],
]);

/** The text with `[label→address]` for citations and `{figure verdict}` for checked figures. */
function marked(source: string, quotes: string[] = [], start = 0): string {
  const checks = quotes.map((quote, index): MetricCheck => {
    const at = start + source.indexOf(quote);
    const verdict = index % 2 === 0 ? 'right' : 'wrong';
    return {
      quote,
      start: at,
      end: at + quote.length,
      claimed: 1,
      actual: 1,
      unit: 'ms',
      figure: 'p95',
      verdict,
    };
  });
  const nodes = readMarkdown(source).children;
  return toText(withAnswerMarks(nodes, { citations, checks }, { start, source }));
}

function toText(nodes: RootContent[]): string {
  return nodes
    .map((node) => {
      if (node.type === 'text') return node.value;
      if (!('children' in node)) return '';
      const text = toText(node.children);
      if (node.type === 'citation') return `[${text}→${node.href}]`;
      if (node.type === 'checkedFigure') return `{${text} ${node.check.verdict}}`;
      return text;
    })
    .join('');
}

it.each([
  ['See #12.', 'See [#12→/row12].'],
  ['**#12**, (#12) and A#3', '[#12→/row12], ([#12→/row12]) and [A#3→/rowA3]'],
  [
    '#123, #1, B#3, x#12, ##12 and #12a are others',
    '#123, #1, B#3, x#12, ##12 and #12a are others',
  ],
  ['| n |\n|---|\n| #12 |', '[#12→/row12]'],
  ['[#12](https://a.example) stays the link it is', '#12 stays the link it is'],
  ['`#12` in code', '[#12→/row12] in code'],
])('links the results that %j cites', (source, expected) => {
  expect(
    marked(source)
      .replaceAll(/\s*\n\s*/g, '')
      .replace(/^n/, ''),
  ).toBe(expected);
});

it.each([
  [
    'p95 was 900 ms, TTFT 80 ms.',
    ['900 ms', '80 ms'],
    'p95 was {900 ms right}, TTFT {80 ms wrong}.',
  ],
  ['A **bold 95 %** rate', ['95 %'], 'A bold {95 % right} rate'],
  ['in `900ms` of code', ['900ms'], 'in {900ms right} of code'],
  ['half **9** 00 ms', ['9** 00 ms'], 'half {9 right}{ 00 ms right}'],
  ['escaped \\* and &amp; then 900 ms', ['900 ms'], 'escaped * and & then {900 ms right}'],
  ['#12 took 900 ms', ['#12 took 900 ms'], '{[#12→/row12] took 900 ms right}'],
  ['900 ms, 900 ms', ['900 ms'], '{900 ms right}, 900 ms'],
])('marks the checked figures of %j', (source, quotes, expected) => {
  expect(marked(source, quotes)).toBe(expected);
  expect(marked(source, quotes, 1_000)).toBe(expected);
});
