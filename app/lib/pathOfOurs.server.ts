import { z } from 'zod';
import { steps } from './steps.ts';

/** Checks what a form says of where to go on. A path of the wizard as it stands in an address; anything else would lead to other sites or nowhere. */
export function pathOfOurs(typed: string, context: z.RefinementCtx): string {
  const here = 'http://here';
  const url = typed.startsWith('/') ? URL.parse(typed, here) : null;
  const { path } = steps.welcome;
  if (url?.origin === here && (url.pathname === path || url.pathname.startsWith(`${path}/`))) {
    return url.pathname + url.search;
  }
  context.addIssue('must be a path of a page of this site');
  return z.NEVER;
}
