import { createCookie } from '@remix-run/node';
import type { Deletion } from '../../lib/api.ts';

/** What a clean-up deleted, each by its count. */
export interface DeletedItems extends Pick<Deletion, 'testRuns' | 'results'> {
  keys: number;
}

/** Carries what a clean-up deleted to the page that says so, and through a reload of it. */
const deletion = createCookie('byom-deleted', {
  // Wider than the page: its data is fetched from an address of its own beside it.
  path: '/demo/test-model',
  sameSite: 'lax',
  httpOnly: true,
  maxAge: 10 * 60,
});

export async function readDeletion(request: Request): Promise<DeletedItems | null> {
  const value: unknown = await deletion.parse(request.headers.get('cookie'));
  return areDeletedItems(value) ? value : null;
}

export const writeDeletion = ({ keys, testRuns, results }: DeletedItems) =>
  deletion.serialize({ keys, testRuns, results });

function areDeletedItems(value: unknown): value is DeletedItems {
  const { keys, testRuns, results } = (value ?? {}) as Record<string, unknown>;
  return [keys, testRuns, results].every(Number.isInteger);
}
