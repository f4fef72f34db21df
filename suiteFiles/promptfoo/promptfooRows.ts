import { MAX_FILE_ROWS } from '../bounds.ts';
import type { FileLog } from '../fileLog.ts';
import { isObject } from '../isObject.ts';
import type { PromptCandidate } from '../mapping/rowPrompt.ts';
import { RowProblem } from '../rowProblem.ts';
import { jsonParts } from '../text/jsonScanner.ts';
import { type Assertions, gradedBy } from './assertions.ts';
import { readYaml, type YamlFile } from './readYaml.ts';
import { listOf, readPrompts } from './templates.ts';
import { variants } from './variables.ts';

interface PromptfooRow {
  line: number;
  start: number;
  candidate(): PromptCandidate;
}

/** What else a file may ask for that we do not do; prompts, tests and who answers are not among it. */
const leftOut = [
  'env',
  'scenarios',
  'extensions',
  'nunjucksFilters',
  'derivedMetrics',
  'tracing',
  'targets',
  'redteam',
] as const;

/** Whether the text is a promptfoo configuration, in YAML or JSON. */
export function isPromptfoo(text: string): boolean {
  if (/^\s*\{/.test(text)) {
    if (!/"prompts"\s*:/.test(text) || !/"tests"\s*:/.test(text)) return false;
    const keys = new Set([...jsonParts(text, text.indexOf('{'))].map(({ key }) => key));
    return keys.has('prompts') && keys.has('tests');
  }
  const has = (name: string) => new RegExp(`^${name}\\s*:`, 'm').test(text);
  return has('prompts') && (has('tests') || has('providers'));
}

/**
 * Prompts × tests, in promptfoo's order: for each test and each choice of its variables, each prompt. Of templates only
 * `{{name}}` is filled; what stands in other files, in the environment or is code is left out and said.
 * @throws RowProblem where there is no prompt
 */
export function* promptfooRows(text: string, log: FileLog): Generator<PromptfooRow> {
  const file = readYaml(text, log);
  const { root } = file;
  for (const name of leftOut) if (root[name] !== undefined) log.note(`Left out: “${name}”`);
  const prompts = readPrompts(file, log);
  if (prompts.length === 0) {
    throw new RowProblem('There is no prompt in the file itself. Write its text under “prompts”.');
  }
  const defaults = isObject(root.defaultTest) ? root.defaultTest : {};
  if (typeof root.defaultTest === 'string')
    log.note(`Left out: defaultTest from ${quoted(root.defaultTest)}`);
  let count = 0;
  for (const { test, line } of testsOf(file, log)) {
    for (const { vars, assertions } of casesOf(test, defaults, line, log)) {
      for (const { fill } of prompts) {
        count += 1;
        if (count > MAX_FILE_ROWS + 1) return;
        const start = file.startOf(line);
        const candidate = () => ({ ...fill(vars), ...assertions, ...namesOf(test, defaults) });
        yield { line, start, candidate };
      }
    }
  }
}

interface Case {
  vars: Record<string, string>;
  assertions: Assertions;
}

function casesOf(
  test: Record<string, unknown>,
  defaults: Record<string, unknown>,
  line: number,
  log: FileLog,
): Case[] {
  try {
    const given = { ...objectOr(defaults.vars), ...objectOr(test.vars) };
    if (typeof test.vars === 'string')
      throw new RowProblem(
        `Variables from ${quoted(test.vars)} are not read. Write them into the file.`,
      );
    const options = { ...objectOr(defaults.options), ...objectOr(test.options) };
    const asserted = [...listOf(defaults.assert), ...listOf(test.assert)];
    return variants(given, options.disableVarExpansion === true).map((vars) => {
      const assertions = gradedBy(
        asserted,
        { vars, options, threshold: test.threshold },
        (message) => log.note(message),
      );
      return { vars, assertions };
    });
  } catch (error) {
    if (!(error instanceof RowProblem)) throw error;
    log.problem(line, error.message);
    return [];
  }
}

function* testsOf(
  { root, lineOf }: YamlFile,
  log: FileLog,
): Generator<{ test: Record<string, unknown>; line: number }> {
  if (root.tests === undefined) {
    yield { test: {}, line: lineOf('prompts') };
    return;
  }
  for (const [index, test] of listOf(root.tests).entries()) {
    const line = lineOf('tests', Array.isArray(root.tests) ? index : undefined);
    if (isObject(test) && typeof test.path !== 'string') yield { test, line };
    else if (typeof test === 'string' || isObject(test)) {
      const from = typeof test === 'string' ? test : String(test.path);
      log.problem(line, `Tests from ${quoted(from)} are not read. Write them into the file.`);
    } else log.problem(line, 'A test must have fields such as “vars” and “assert”.');
  }
}

function namesOf(
  test: Record<string, unknown>,
  defaults: Record<string, unknown>,
): PromptCandidate {
  const metadata = { ...objectOr(defaults.metadata), ...objectOr(test.metadata) };
  const names: PromptCandidate = {};
  const id = metadata.id ?? test.description;
  for (const [field, value] of Object.entries({
    id,
    category: metadata.category,
    split: metadata.split,
  })) {
    if (typeof value === 'string' || typeof value === 'number') names[field] = String(value);
  }
  return names;
}

function objectOr(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}

function quoted(text: string): string {
  return `“${text.slice(0, 60)}”`;
}
