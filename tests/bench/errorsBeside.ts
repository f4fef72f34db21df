import type { Row } from './bench.ts';
import { quantile } from './quantile.ts';

/** What other work in the process may add to the error of a run's times. */
const ALLOWED_MS = 1;

interface Errors {
  latencyMs: number[];
  ttftMs: number[];
}

/** How much less exact the times of a run are beside other work than alone. */
export function errorsBeside(
  work: string,
  { alone, beside, done }: { alone: Errors; beside: Errors /** Said behind. */; done: string },
): Row[] {
  return (['latencyMs', 'ttftMs'] as const).map((what) => {
    const floorMs = quantile(alone[what], 0.95);
    return {
      name: `p95 error of ${what} beside ${work}`,
      errorMs: quantile(beside[what], 0.95),
      aim: floorMs + ALLOWED_MS,
      detail: `${floorMs.toFixed(2)} alone; ${done}`,
    };
  });
}
