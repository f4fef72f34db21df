/** Remembers the suite that was chosen. No secret. */
import { createCookie } from '@remix-run/node';
import { type SuiteChoice, toSuiteChoice } from './suiteChoice.ts';

const DAY_SECONDS = 24 * 60 * 60;

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
