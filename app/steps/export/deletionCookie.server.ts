import { createCookie } from '@remix-run/node';
import type { Deletion } from '../../lib/api.ts';

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
