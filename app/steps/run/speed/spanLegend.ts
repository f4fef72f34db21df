import type { TimeSpanName } from '../../../../contract/metricLabels.ts';

/** The colours of the parts of a waterfall, for its legend. */
export const spanLegendClasses: Record<TimeSpanName, string> = {
  queue: 'hatched text-edge',
  backoff: 'hatched text-warn',
  firstByte: 'bg-first-byte',
  firstToken: 'bg-first-token',
  reasoning: 'bg-reasoning',
  answering: 'bg-accent',
};
