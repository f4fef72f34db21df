import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const DECISIONS = 'docs/decisions/';
const documents = globSync([
  '{*,docs/**/*,{app,contract,db,sdk,server,suiteFiles,tests}/**/*}.md',
]).filter((file) => file !== 'CHANGELOG.md');
const code = globSync(
  [
    '{app,contract,db,scripts,sdk,server,suiteFiles,tests}/**/*.{ts,tsx,mjs,css}',
    '*.{ts,json}',
    '.dependency-cruiser.cjs',
  ],
  { exclude: ['sdk/dist'] },
);
const baseNames = new Set(code.map((file) => basename(file)));
const decisions = globSync('docs/decisions/0*.md').map((file) => ({
  file,
  number: file.slice(DECISIONS.length, DECISIONS.length + 4),
  text: readFileSync(file, 'utf8'),
}));

/** What begins like a path from the project's root; `<name>` in it stands for what a reader chooses. */
const PATH =
  /(?<![\w/.@-])(?:app|contract|db|docs|drizzle|scripts|sdk|server|suiteFiles|tests|\.github)\/[\w$./{},*<>-]*/g;
const FILE_NAME = /`([\w.-]+\.(?:tsx?|mjs|cjs))`/g;
const LINK = /\]\((?!https?:|#)([^)#\s]+)/g;
const DECISION = /docs\/decisions\/(\d{4})/g;

describe('what the documents name', () => {
  const named = documents.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const found = (pattern: RegExp) => [...text.matchAll(pattern)];
    return [
      ...found(PATH).flatMap(([path]) => alternatives(path.replace(/[.,]+$/, ''))),
      ...found(LINK).map(([, target = '']) => join(dirname(file), target)),
      ...found(FILE_NAME).map(([, name]) => `**/${name}`),
    ].map((path) => ({ file, path }));
  });

  it('exists', () => {
    const missing = named.filter(({ path }) => !exists(path));
    expect(missing.map(({ file, path }) => `${file}: ${path}`)).toEqual([]);
    expect(named.length).toBeGreaterThan(200);
  });
});

it('comments name files that exist', () => {
  const missing = code.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => /^\s*(\/\*|\*|\/\/)/.test(line))
      .flatMap((line) => [...line.matchAll(/[\w./-]+\.(?:tsx?|mjs)\b/g)])
      .filter(([name]) => !baseNames.has(basename(name)))
      .map(([name]) => `${file}: ${name}`),
  );
  expect(missing).toEqual([]);
});

it('the index of recipes names them all', () => {
  const index = readFileSync('docs/recipes/README.md', 'utf8');
  const recipes = globSync('docs/recipes/*.md').map((file) => basename(file));
  expect(recipes.filter((file) => file !== 'README.md' && !index.includes(`(${file})`))).toEqual(
    [],
  );
});

describe('decisions', () => {
  it('exist where they are named', () => {
    const known = new Set(decisions.map(({ number }) => number));
    const missing = [...code, ...documents].flatMap((file) =>
      decisionsIn(file)
        .filter((number) => !known.has(number))
        .map((number) => `${file}: ${number}`),
    );
    expect(missing).toEqual([]);
  });

  it.each(decisions)('$number and the code that embodies it name each other', (decision) => {
    const lastLines = decision.text.split('**In the code.**')[1] ?? '';
    const listed = [...lastLines.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path);
    const naming = code.filter(
      (file) => !file.startsWith('tests/') && decisionsIn(file).includes(decision.number),
    );
    expect(listed).not.toEqual([]);
    // What is data or types alone has no opening comment.
    const commented = listed.filter((path) => !/\.json$|\.d\.ts$/.test(path));
    expect(naming.sort()).toEqual(commented.sort());
  });

  it('stand in the index under their titles', () => {
    const index = readFileSync('docs/decisions/README.md', 'utf8');
    const rows = [...index.matchAll(/^\| \[(\d{4})\]\(([^)]+)\) +\| (.+?) +\|/gm)];
    expect(rows.map(([, number, file, title]) => ({ number, file, title }))).toEqual(
      decisions
        .toSorted((a, b) => a.number.localeCompare(b.number))
        .map(({ number, file, text }) => ({
          number,
          file: file.slice(DECISIONS.length),
          title: /^# \d+\. (.+)/.exec(text)?.[1],
        })),
    );
  });
});

/** `a/{b,c}/d` is `a/b/d` and `a/c/d`. */
function alternatives(path: string): string[] {
  const [, before, choices, after] = /^([^{]*)\{([^{}]*)\}(.*)$/.exec(path) ?? [];
  if (choices === undefined) return [path];
  return choices.split(',').flatMap((choice) => alternatives(`${before}${choice}${after}`));
}

function exists(path: string): boolean {
  if (path.startsWith('**/')) return baseNames.has(basename(path));
  const [fixed = ''] = path.split('<');
  if (fixed !== path) return existsSync(dirname(`${fixed}x`));
  if (/^docs\/decisions\/\d{4}$/.test(path)) return globSync(`${path}-*`).length > 0;
  return path.includes('*') ? globSync(path).length > 0 : existsSync(path);
}

function decisionsIn(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(DECISION)].map(([, number = '']) => number);
}
