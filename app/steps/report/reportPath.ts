import { steps } from '../../lib/steps.ts';

/** Of the page that prints a run with all of its answers. */
export const reportPath = (testRunId: string) => `${steps.batch.path}/report?run=${testRunId}`;
