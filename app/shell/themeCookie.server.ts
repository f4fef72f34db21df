/** The small cookies of the pages. None of them is a secret; the session's own cookie is not here. */
import { createCookie } from '@remix-run/node';
import type { Deletion } from '../lib/api.ts';
import { type SuiteChoice, toSuiteChoice } from '../steps/suite/suiteChoice.ts';
import { type Theme, toTheme } from './theme.ts';

const YEAR_SECONDS = 365 * 24 * 60 * 60;
const DAY_SECONDS = 24 * 60 * 60;

const theme = createCookie('byom-theme', { path: '/', sameSite: 'lax', maxAge: YEAR_SECONDS });

export async function readTheme(request: Request): Promise<Theme> {
  return toTheme(await theme.parse(request.headers.get('cookie')));
}

export const writeTheme = (value: Theme) => theme.serialize(value);

const suiteChoice = createCookie('byom-suite', {
  path: '/demo/test-model',
  sameSite: 'lax',
  maxAge: DAY_SECONDS,
});

/** The suite chosen on the second step; null before anything was chosen. */
export async function readSuiteChoice(request: Request): Promise<SuiteChoice | null> {
  const value: unknown = await suiteChoice.parse(request.headers.get('cookie'));
  return value ? toSuiteChoice(value) : null;
}

export const writeSuiteChoice = (choice: SuiteChoice) => suiteChoice.serialize(choice);

/** Carries what a clean-up deleted to the page that says so, and through a reload of it. */
const deletion = createCookie('byom-deleted', {
  // Wider than the page: its data is fetched from an address of its own beside it.
  path: '/demo/test-model',
  sameSite: 'lax',
  httpOnly: true,
  maxAge: 10 * 60,
});

export async function readDeletion(request: Request): Promise<Deletion | null> {
  const value: unknown = await deletion.parse(request.headers.get('cookie'));
  return isDeletion(value) ? value : null;
}

export const writeDeletion = (counts: Deletion) => deletion.serialize(counts);

function isDeletion(value: unknown): value is Deletion {
  const { config, testRuns, results } = (value ?? {}) as Record<string, unknown>;
  return typeof config === 'boolean' && Number.isInteger(testRuns) && Number.isInteger(results);
}
