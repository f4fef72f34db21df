import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Markdown } from '../../../../app/modelText/Markdown.tsx';

/** The elements and words of a text: without what styles them, and without the frame of its blocks. */
function shown(text: string): string {
  return renderToStaticMarkup(createElement(Markdown, null, text))
    .replace(/ (?:class|dir|title|target|rel|tabindex)="[^"]*"/g, '')
    .replace(/<\/?(?:div|bdi)>/g, '')
    .replace(/\s*\n\s*/g, ' ');
}

it.each([
  ['# One', '<h4>One</h4>'],
  ['a **b** *c* ~~d~~ `e`', '<p>a <strong>b</strong> <em>c</em> <del>d</del> <code>e</code></p>'],
  ['a  \nb', '<p>a<br/>b</p>'],
  ['a <br> b', '<p>a <br/> b</p>'],
  ['---', '<hr/>'],
  ['> a\n>\n> b', '<blockquote><p>a</p><p>b</p></blockquote>'],
  ['- a\n- b\n  1. c', '<ul><li>a</li><li>b<ol start="1"><li>c</li></ol></li></ul>'],
  ['3. a\n\n4. b', '<ol start="3"><li><p>a</p></li><li><p>b</p></li></ol>'],
  ['- [x] a\n- [ ] b', '<ul><li><span>☑ </span>a</li><li><span>☐ </span>b</li></ul>'],
  [
    '| a | b |\n|---|--:|\n| 1 |\n| 1 | 2 | 3 |',
    '<table><thead><tr><th>a</th><th>b</th></tr></thead>' +
      '<tbody><tr><td>1</td><td></td></tr><tr><td>1</td><td>2</td></tr></tbody></table>',
  ],
  ['a[^1]\n\n[^1]: b', '<p>a[^1]</p><p>[^1]:</p><p>b</p>'],
])('shows %j as %j', (text, html) => {
  expect(shown(text)).toBe(html);
});

it.each([
  ['<b onclick="x()">a</b>', '<p>&lt;b onclick=&quot;x()&quot;&gt;a&lt;/b&gt;</p>'],
  ['<script>\nx()\n</script>', '&lt;script&gt; x() &lt;/script&gt;'],
  ['![a](https://a.example/p.png)', '<p>[image: a, https://a.example/p.png]</p>'],
  ['![a](javascript:x)', '<p>[image: a]</p>'],
  ['[a](javascript:x)', '<p><span>a</span></p>'],
  ['[a](//a.example)', '<p><span>a</span></p>'],
  ['[a](https://a.example)', '<p><a href="https://a.example/">a</a> (a.example)</p>'],
  ['https://a.example/b', '<p><a href="https://a.example/b">https://a.example/b</a></p>'],
  [
    '[https://а.example](https://а.example)',
    '<p><a href="https://xn--80a.example/">https://а.example</a> (xn--80a.example)</p>',
  ],
  [
    '[a][1], [1] and ![b][1]\n\n[1]: https://a.example\n[1]: https://b.example',
    '<p><a href="https://a.example/">a</a> (a.example), <a href="https://a.example/">1</a> (a.example)' +
      ' and [image: b, https://a.example]</p>',
  ],
])('shows what is not to be trusted in %j as %j', (text, html) => {
  expect(shown(text)).toBe(html);
});

it.each([
  ['quotes', `${'>'.repeat(3_000)} x`],
  ['quotes with spaces', `${'> '.repeat(3_000)}x`],
  ['lists on one line', `${'- '.repeat(3_000)}x`],
  ['numbers on one line', `${'1. '.repeat(3_000)}x`],
  ['quotes and lists by turns', `${'> - '.repeat(1_000)}x`],
  [
    'lists further and further in',
    Array.from({ length: 400 }, (_, i) => `${' '.repeat(2 * i)}- x`).join('\n'),
  ],
  ['lists by tabs', Array.from({ length: 400 }, (_, i) => `${'\t'.repeat(i)}- x`).join('\n')],
  ['emphasis', `${'**'.repeat(3_000)}x${'**'.repeat(3_000)}`],
  ['emphasis of two kinds', `${'*_'.repeat(2_000)}x${'_*'.repeat(2_000)}`],
  ['struck out', `${'~~*'.repeat(2_000)}x${'*~~'.repeat(2_000)}`],
  ['marks that open, then marks that close', `${'*a '.repeat(3_000)}x${' b*'.repeat(3_000)}`],
  ['underlined headings', `x\n${'a\n=\n'.repeat(3_000)}`],
  ['footnotes', `x ${'[^a]'.repeat(3_000)}`],
  ['links in pictures', `${'!['.repeat(2_000)}x${'](a)'.repeat(2_000)}`],
])('shows %s within each other as they were written, and what stands before', (_, deep) => {
  const html = shown(`A **word** before.\n\n${deep}\n\nAnd after.`);
  expect(html).toContain('x');
  expect(html).toContain('And after.');
  expect(html).not.toMatch(/(?:<[a-z]+>){60}/);
});

it.each([
  ['a list of many items', '* a *b* snake_case\n'.repeat(600), '<li>a <em>b</em> snake_case</li>'],
  ['many links', '[a](b) and '.repeat(600), '<span>a</span> and'],
  [
    'a large table',
    `|a|b|\n|-|-|\n${'|**a**|2 * 3|\n'.repeat(600)}`,
    '<td><strong>a</strong></td>',
  ],
])('still reads %s', (_, text, part) => {
  expect(shown(text).split(part)).toHaveLength(601);
});

it('still reads what stands around long rules and code', () => {
  const code = 'f(*a, **b)\n'.repeat(600);
  const html = shown(`${'*'.repeat(300)}\n\n\`\`\`\n${code}\`\`\`\n\n**c**`);
  expect(html).toMatch(/^<hr\/>/);
  expect(html).toMatch(/<p><strong>c<\/strong><\/p>$/);
});

it('shows what people nest', () => {
  expect(shown('> - > 1. a')).toBe(
    '<blockquote><ul><li><blockquote><ol start="1"><li>a</li></ol></blockquote></li></ul></blockquote>',
  );
  expect(shown(`${'-'.repeat(80)}\n\n${' '.repeat(120)}code`)).toContain('<hr/>');
});
