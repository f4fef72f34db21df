import { MAX_SUITE_NAME_LENGTH } from '../../../../contract/suites.ts';

/** What a suite is called that comes from a file of that name: without the ending. */
export function suiteNameOf(fileName: string): string {
  const bare = fileName.replace(/\.[^.]*$/, '').trim();
  return (bare || fileName).slice(0, MAX_SUITE_NAME_LENGTH);
}
