import { expect, it } from 'vitest';
import { clockNote } from '../../../../../app/steps/run/clockNote.ts';

const busy = (ms: string) =>
  `Times are exact to about ${ms}\u202fms: this server was busy during the run.`;

it.each<[p99: number | null, median: number | null, note: string | null]>([
  [null, 100, null],
  [null, null, null],
  [1.2, 1_000, null],
  [5, 100, null],
  [5, null, null],
  [5.01, 10_000, busy('6')],
  [11.6, null, busy('12')],
  [12, 800, busy('12')],
  [2.5, 50, null],
  [2.51, 50, 'Times are exact to about 3\u202fms.'],
  [0.3, 4, 'Times are exact to about 1\u202fms.'],
])('a delay of %s ms beside a median latency of %s ms: %s', (p99, median, note) => {
  expect(clockNote(p99, median)).toBe(note);
});
