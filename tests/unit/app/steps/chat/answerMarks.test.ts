import type { ElementContent, Root } from 'hast';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { expect, it } from 'vitest';
import type { MetricCheck } from '../../../../../app/lib/api.ts';
import { markdownSyntax } from '../../../../../app/modelText/markdownSyntax.ts';
import { rehypeAnswerMarks } from '../../../../../app/steps/chat/answerMarks.ts';

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
  const tree = unified()
    .use(remarkParse)
    .use(markdownSyntax)
    .use(remarkRehype)
    .use(rehypeAnswerMarks, { marks: { citations, checks }, block: { start, source } });
  return toText((tree.runSync(tree.parse(source)) as Root).children as ElementContent[]).trim();
}

function toText(nodes: ElementContent[]): string {
  return nodes
    .map((node) => {
      if (node.type === 'text') return node.value;
      if (node.type !== 'element') return '';
      const text = toText(node.children);
      if (node.tagName === 'cite') return `[${text}→${node.properties.dataHref}]`;
      if (node.tagName === 'mark') return `{${text} ${node.properties.dataVerdict}}`;
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
