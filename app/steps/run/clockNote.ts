import { formatMs } from '../../lib/format.ts';

/** Less is not worth a word, unless the answers are so fast that it matters. */
const NOTICEABLE_DELAY_MS = 5;
const NOTICEABLE_SHARE_OF_MEDIAN = 0.05;

/**
 * How exact the times of a run are, as a sentence; null where they are exact enough not to speak of it, or
 * where it is unknown.
 * @param clockDelayP99Ms how late the stopwatch was in 99 of 100 looks
 */
export function clockNote(
  clockDelayP99Ms: number | null,
  medianLatencyMs: number | null,
): string | null {
  if (clockDelayP99Ms === null) return null;
  const isBusy = clockDelayP99Ms > NOTICEABLE_DELAY_MS;
  const isMuch =
    medianLatencyMs !== null && clockDelayP99Ms > medianLatencyMs * NOTICEABLE_SHARE_OF_MEDIAN;
  if (!isBusy && !isMuch) return null;
  // Upwards: nothing is said to be more exact than it is.
  const exactness = `Times are exact to about ${formatMs(Math.max(1, Math.ceil(clockDelayP99Ms)))}`;
  return isBusy ? `${exactness}: this server was busy during the run.` : `${exactness}.`;
}
