import { plural } from '../../lib/format.ts';
import { suitePath } from './suiteChoice.ts';

/** Lines that are named; an address has room for few. */
const MAX_LINES = 10;

/** What the API told of a file that it has stored. */
export interface StoredFile {
  suiteId: string;
  problems: { line: number | null }[];
  moreProblems: number;
}

/** The page of a suite that was just stored, which tells what of the file was left out. */
export function pathOfStored({ suiteId, problems, moreProblems }: StoredFile): string {
  const count = problems.length + moreProblems;
  if (count === 0) return suitePath(suiteId);
  const lines = problems.flatMap(({ line }) => line ?? []).slice(0, MAX_LINES);
  const query = new URLSearchParams({ left_out: `${count}`, lines: lines.join(',') });
  return `${suitePath(suiteId)}?${query}`;
}

/** The sentence for it; null where all was taken. */
export function leftOutSentence(query: URLSearchParams): string | null {
  const count = Number(query.get('left_out'));
  if (!Number.isSafeInteger(count) || count < 1) return null;
  // Numbers alone: an address must not be able to say anything else here.
  const lines = (query.get('lines') ?? '')
    .split(',')
    .filter((line) => /^\d{1,9}$/.test(line))
    .slice(0, MAX_LINES);
  const more = count > lines.length && lines.length > 0 ? ' and others' : '';
  const where =
    lines.length === 0
      ? ''
      : ` (${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}${more})`;
  const were = count === 1 ? 'was' : 'were';
  return `${plural(count, 'row')} of the file ${were} left out${where}: not readable as a prompt, or with a grader that cannot be used.`;
}
