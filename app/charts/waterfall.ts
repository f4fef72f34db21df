import type { TimeSpanName } from '../../contract/metricLabels.ts';
import type { RunResult } from '../lib/api.ts';

/** A span of the time that a prompt took, in the order in which they follow each other. */
export interface Span {
  name: TimeSpanName;
  ms: number;
  /** Ours, and no part of the latency; the others are the model's. */
  isOurs: boolean;
}

type Timed = Pick<
  RunResult,
  'queuedMs' | 'backoffMs' | 'latencyMs' | 'firstByteMs' | 'firstThoughtMs' | 'ttftMs'
>;

/**
 * Takes the time of a prompt apart, so that the spans add up: waiting for its turn, failed attempts
 * with the pauses after them, and the latency of the call that counts. What was not measured is part
 * of the span before it; spans without any time are left out.
 */
export function waterfallOf(result: Timed): Span[] {
  const latency = result.latencyMs ?? 0;
  const firstByte = within(result.firstByteMs, 0, latency);
  const hasReasoned = result.firstThoughtMs !== null;
  // Reasoning that no answer followed lasts until the end.
  const firstToken = within(result.ttftMs ?? (hasReasoned ? latency : null), firstByte, latency);
  const spans: Span[] = [
    { name: 'queue', ms: result.queuedMs ?? 0, isOurs: true },
    { name: 'backoff', ms: result.backoffMs ?? 0, isOurs: true },
    { name: 'firstByte', ms: firstByte, isOurs: false },
    { name: hasReasoned ? 'reasoning' : 'firstToken', ms: firstToken - firstByte, isOurs: false },
    { name: 'answering', ms: latency - firstToken, isOurs: false },
  ];
  return spans.filter(({ ms }) => ms > 0);
}

/** Milliseconds from being next in line to the last byte. */
export function totalMs(spans: Span[]): number {
  return spans.reduce((sum, { ms }) => sum + ms, 0);
}

/** Rounding each figure for itself may put one a little beyond the next. */
function within(ms: number | null, least: number, most: number): number {
  return Math.max(least, Math.min(ms ?? least, most));
}
