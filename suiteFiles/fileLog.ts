import { MAX_PROBLEMS } from './bounds.ts';
import type { SuiteFileProblem } from './suiteReading.ts';

/** What is to be told of a file: problems by line, bounded, and notes of which equal ones are counted. */
export interface FileLog {
  problem(line: number | null, message: string): void;
  /** @param message without its full stop; said once, with how often it was noted where more than once */
  note(message: string): void;
  problems(): Pick<SuiteFileProblemList, 'problems' | 'moreProblems'>;
  notes(): string[];
}

interface SuiteFileProblemList {
  problems: SuiteFileProblem[];
  moreProblems: number;
}

const MAX_NOTES = 50;

export function createFileLog(): FileLog {
  const problems: SuiteFileProblem[] = [];
  let moreProblems = 0;
  const notes = new Map<string, number>();
  return {
    problem(line, message) {
      if (problems.length < MAX_PROBLEMS) problems.push({ line, message });
      else moreProblems += 1;
    },
    note(message) {
      const count = notes.get(message);
      if (count !== undefined || notes.size < MAX_NOTES) notes.set(message, (count ?? 0) + 1);
    },
    problems: () => ({ problems, moreProblems }),
    notes: () =>
      [...notes].map(([message, count]) =>
        count === 1 ? `${message}.` : `${message} (${count.toLocaleString('en-US')} times).`,
      ),
  };
}
