import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const document = readFileSync('docs/security.md', 'utf8');

/** The rows of the tables that name a test: its file, and words of its title. */
const named = [...document.matchAll(/\| `(tests\/[\w./-]+)`: (.+?) *\|$/gm)].map(
  ([, file = '', title = '']) => ({ file, title }),
);
const places = new Set(
  [...document.matchAll(/`((?:server|app|db|docs|scripts)\/[\w./-]*)`/g)].map(([, path]) => path),
);

describe('docs/security.md', () => {
  it('names a test in every row of its tables', () => {
    const rows = document.split('\n').filter((line) => /^\| (?!-|item)/.test(line));
    expect(named.length).toBe(rows.length);
    expect(named.length).toBeGreaterThan(50);
  });

  it.each(named)('names a test that exists: $file, $title', ({ file, title }) => {
    const source = readFileSync(file, 'utf8').replaceAll("\\'", "'");
    expect(source).toContain(title);
  });

  it.each([...places])('names a place that exists: %s', (path) => {
    expect(() => readFileSync(path as string)).not.toThrow(/ENOENT/);
  });
});
