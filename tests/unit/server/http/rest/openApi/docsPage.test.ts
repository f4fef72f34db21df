import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { docsStyle } from '../../../../../../server/http/rest/openApi/docsStyle.ts';
import { html, withCode } from '../../../../../../server/http/rest/openApi/html.ts';

it('escapes all that is no HTML of ours, within lists and code, too', () => {
  const hostile = '<img src=x onerror="a()">&\'';
  expect(html`<p title="${hostile}">${[hostile, html`<b>${hostile}</b>`]}</p>`.text).not.toMatch(
    /<img|"a|&'/,
  );
  expect(html`${withCode(`a \`${hostile}\` b`)}`.text).toBe(
    'a <code>&#60;img src=x onerror=&#34;a()&#34;&#62;&#38;&#39;</code> b',
  );
  expect(html`${false}${undefined}${0}`.text).toBe('0');
});

it('has the colours of the wizard', () => {
  const wizard = readFileSync('app/app.css', 'utf8');
  const colours = [...docsStyle.matchAll(/--([\w-]+): (light-dark\([^)]*\))/g)];
  expect(colours.length).toBeGreaterThan(5);
  for (const [, name, colour] of colours) expect(wizard).toContain(`--color-${name}: ${colour};`);
});
