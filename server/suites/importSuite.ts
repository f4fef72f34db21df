import { z } from 'zod';
import { DomainError } from '../../contract/domainError.ts';
import {
  type SuiteFileFormat,
  suiteFileFormatLabels,
  suiteFileFormats,
} from '../../contract/suiteFiles.ts';
import { MAX_PROMPTS, type SuitePrompt } from '../../contract/suites.ts';
import type { Db } from '../../db/engine/index.ts';
import {
  MAX_SUITE_FILE_BYTES,
  type ReadPrompt,
  type SuiteFileProblem,
} from '../../suiteFiles/index.ts';
import { graderProblem } from '../grading/index.ts';
import { createSuite, suiteName } from './ownSuites.ts';
import { readInThread } from './suiteFileThread.ts';

export const importSuiteInput = z.strictObject({
  /** The file as it is. */
  file: z.instanceof(Uint8Array, { error: 'must be the bytes of a file' }),
  /** What the suite is to be called; by default as the file, else as its format. */
  name: suiteName.optional(),
  fileName: z.string('must be a string').max(1_000, 'is longer than 1,000 characters').optional(),
  /** In place of what the content looks like. */
  format: z
    .enum(suiteFileFormats, { error: `must be one of ${suiteFileFormats.join(', ')}` })
    .optional(),
  /** Stores nothing. */
  preview: z
    .union([z.boolean(), z.stringbool()], { error: 'must be true or false' })
    .default(false),
});

/** What was understood of a file, and the suite that it has become. */
export interface ImportedSuite {
  /** Null of a preview. */
  suiteId: string | null;
  name: string;
  format: SuiteFileFormat;
  promptCount: number;
  /** How many prompts each category has. */
  categories: Record<string, number>;
  problems: SuiteFileProblem[];
  /** How many more there are than `problems` tells. */
  moreProblems: number;
  /** What was left out or assumed, in sentences. */
  notes: string[];
  /** The first of them. */
  prompts: SuitePrompt[];
}

const MAX_SHOWN_PROMPTS = 20;
/** So many are told; the rest are counted. */
const MAX_PROBLEMS = 100;

/**
 * Reads somebody's file and stores the prompts that were understood as a suite of the session's own.
 * @throws DomainError `too_large`; `invalid_input` on `file` where it holds no prompt or more than a suite may; what
 * `createSuite` throws
 */
export async function importSuite(
  db: Db,
  sessionHash: string,
  { file, name, fileName, format, preview }: z.output<typeof importSuiteInput>,
  signal?: AbortSignal,
): Promise<ImportedSuite> {
  if (file.byteLength > MAX_SUITE_FILE_BYTES) {
    throw new DomainError(
      'too_large',
      `The file is larger than ${MAX_SUITE_FILE_BYTES / 1024 / 1024} MB. Split it, or leave prompts out.`,
      { field: 'file' },
    );
  }
  const reading = await readInThread(
    file,
    { ...(format && { format }) },
    { ...(signal && { signal }) },
  );
  const { prompts, refused } = withUsableGraders(reading.prompts);
  const problems = [...reading.problems, ...refused].toSorted(
    (a, b) => (a.line ?? 0) - (b.line ?? 0),
  );
  if (!reading.format || (prompts.length === 0 && !preview)) throw unusable(problems);
  if (prompts.length > MAX_PROMPTS && !preview) {
    throw new DomainError(
      'invalid_input',
      `holds ${prompts.length.toLocaleString('en-US')} prompts, and a suite at most ${MAX_PROMPTS.toLocaleString('en-US')}. Send a part of it.`,
      { field: 'file' },
    );
  }
  const called = name ?? nameFrom(fileName) ?? suiteFileFormatLabels[reading.format];
  const suite = preview ? null : await createSuite(db, sessionHash, { name: called, prompts });
  return {
    suiteId: suite?.id ?? null,
    name: called,
    format: reading.format,
    promptCount: prompts.length,
    categories: countCategories(prompts),
    problems: problems.slice(0, MAX_PROBLEMS),
    moreProblems: reading.moreProblems + Math.max(0, problems.length - MAX_PROBLEMS),
    notes: reading.notes,
    prompts: prompts.slice(0, MAX_SHOWN_PROMPTS),
  };
}

/** A grader that cannot be used, such as a pattern in another syntax, costs its row and not the file. */
function withUsableGraders(read: ReadPrompt[]): {
  prompts: SuitePrompt[];
  refused: SuiteFileProblem[];
} {
  const prompts: SuitePrompt[] = [];
  const refused: SuiteFileProblem[] = [];
  for (const { line, prompt } of read) {
    const problem = prompt.grader && graderProblem(prompt.grader);
    if (!problem) prompts.push(prompt);
    else {
      const what = `The ${problem.path || 'grader'} of its grader ${problem.message}.`;
      refused.push({ line, message: `${what} The row was left out.` });
    }
  }
  return { prompts, refused };
}

function countCategories(prompts: SuitePrompt[]): Record<string, number> {
  const named = prompts.flatMap(({ category }) => category ?? []);
  const counts = Map.groupBy(named, (category) => category);
  return Object.fromEntries([...counts].map(([category, { length }]) => [category, length]));
}

function unusable([first]: SuiteFileProblem[]): DomainError {
  const where = first?.line ? `line ${first.line}: ` : '';
  return new DomainError(
    'invalid_input',
    first ? `holds no prompt that can be read; ${where}${first.message}` : 'holds no prompt',
    { field: 'file' },
  );
}

/** Without its folder and ending; undefined where nothing is left that can be a name. */
function nameFrom(fileName = ''): string | undefined {
  const bare = fileName.replace(/^.*[\\/]/, '').replace(/\.[^.]*$/, '');
  const parsed = suiteName.safeParse(bare.slice(0, 100));
  return parsed.success ? parsed.data : undefined;
}
