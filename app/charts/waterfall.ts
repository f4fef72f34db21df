import type { TimeSpanName } from '../../contract/metricLabels.ts';
import type { RunResult } from '../lib/api.ts';

/** A span of the time that a prompt took, in the order in which they follow each other. */
export interface Span {
  name: TimeSpanName;
  ms: number;
  /** Ours, and no part of the latency; the others are the model's. */
  isClientSide: boolean;
}

type MeasuredResult = Pick<
  RunResult,
  'queuedMs' | 'backoffMs' | 'latencyMs' | 'firstByteMs' | 'firstThoughtMs' | 'ttftMs'
>;

/**
 * Takes the time of a prompt apart, so that the spans add up: waiting for its turn, failed attempts
 * with the pauses after them, and the latency of the call that counts. What was not measured is part
 * of the span before it; spans without any time are left out.
 */
export function waterfallSpans(result: MeasuredResult): Span[] {
  const latency = result.latencyMs ?? 0;
  const firstByte = clamp(result.firstByteMs, 0, latency);
  const hasReasoned = result.firstThoughtMs !== null;
  // Reasoning that no answer followed lasts until the end.
  const firstToken = clamp(result.ttftMs ?? (hasReasoned ? latency : null), firstByte, latency);
  const spans: Span[] = [
    { name: 'queue', ms: result.queuedMs ?? 0, isClientSide: true },
    { name: 'backoff', ms: result.backoffMs ?? 0, isClientSide: true },
    { name: 'firstByte', ms: firstByte, isClientSide: false },
    {
      name: hasReasoned ? 'reasoning' : 'firstToken',
      ms: firstToken - firstByte,
      isClientSide: false,
    },
    { name: 'answering', ms: latency - firstToken, isClientSide: false },
  ];
  return spans.filter(({ ms }) => ms > 0);
}

/** Milliseconds from being next in line to the last byte. */
export function totalMs(spans: Span[]): number {
  return spans.reduce((sum, { ms }) => sum + ms, 0);
}

/** Rounding each figure for itself may put one a little beyond the next. */
function clamp(ms: number | null, min: number, max: number): number {
  return Math.max(min, Math.min(ms ?? min, max));
}
