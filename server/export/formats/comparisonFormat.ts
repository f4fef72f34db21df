import type { EndedBlindVote } from '../../../contract/blindVotes.ts';
import type { RunComparison } from '../../../contract/runComparison.ts';
import type { ComparedRuns, ComparedSample } from '../../comparison/index.ts';

export interface ComparisonHead {
  runs: ComparedRuns;
  comparison: RunComparison;
  exportedAt: Date;
}

/** A file format as pure functions from data to text, called in the order in which they stand here. */
export interface ComparisonFormat {
  contentType: string;
  header(head: ComparisonHead): string;
  /** `index` counts the rows of the document from 0. */
  row(sample: ComparedSample, index: number): string;
  /** The blind votes that have ended stand apart from the grades. */
  footer(votes: EndedBlindVote[]): string;
}
