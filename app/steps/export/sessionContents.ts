import { listed, plural } from '../../lib/format.ts';

/** What a session holds. */
export interface SessionContents {
  modelNames: string;
  keys: number;
  runs: number;
  results: number;
}

/** `1 key, 2 runs and 60 results`. */
export function deletedItems({ keys, runs, results }: Omit<SessionContents, 'modelNames'>): string {
  return listed([plural(keys, 'key'), plural(runs, 'run'), plural(results, 'result')]);
}
