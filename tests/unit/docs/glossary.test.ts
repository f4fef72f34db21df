import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const glossary = readFileSync('docs/glossary.md', 'utf8');
const code = globSync('{app,contract,db,sdk,server,suiteFiles}/**/*.{ts,tsx}')
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');
const known = new Set(code.match(/\w+/g));

it('the glossary names what is in the code', () => {
  const names = [...glossary.matchAll(/`([A-Za-z]\w*)`/g)].map(([, name = '']) => name);
  expect(names.length).toBeGreaterThan(150);
  expect([...new Set(names)].filter((name) => !isKnown(name))).toEqual([]);
});

/** REST's names are ours in snake_case. */
function isKnown(name: string): boolean {
  return known.has(name) || known.has(name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase()));
}
