/** Which runs a list shows and which are chosen, as its address says it. */
import { steps } from '../../../lib/steps.ts';

export const runsPath = `${steps.batch.path}/runs`;

export const RUNS_PER_PAGE = 50;

export interface RunsQuery {
  /** From 1. */
  page: number;
  /** Ids of the runs that are chosen to be compared, the newest first as the list has them. */
  chosen: string[];
  /** The form was sent. */
  isSent: boolean;
}

/** Reads an address. Whatever it does not know falls back to the default. */
export function readRunsQuery(params: URLSearchParams): RunsQuery {
  const page = Number(params.get('page'));
  return {
    page: Number.isInteger(page) && page >= 1 && page <= 10_000 ? page : 1,
    chosen: [...new Set(params.getAll('chosen'))].slice(0, RUNS_PER_PAGE),
    isSent: params.has('compare'),
  };
}
