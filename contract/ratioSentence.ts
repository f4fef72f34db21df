import { type Interval, MIN_PAIRS, type Ratio } from './runComparison.ts';

/** Most ratios that are named. */
const MAX_NAMED = 2;

/** Candidate by baseline. */
export interface ComparedRatios {
  latencyRatio: Ratio | null;
  ttftRatio: Ratio | null;
  tpotRatio: Ratio | null;
  outputTokensRatio: Ratio | null;
}

/**
 * `1.4 × slower to the first token.`: what is measured to differ beside the grades, by a percent or more and over enough
 * prompts. Null where nothing does.
 */
export function ratioSentence({
  ttftRatio,
  latencyRatio,
  tpotRatio,
  outputTokensRatio,
}: ComparedRatios): string | null {
  const speeds = [
    speed(ttftRatio, 'to the first token'),
    speed(latencyRatio, 'to the full answer'),
    speed(tpotRatio, 'per output token'),
  ]
    .filter((named) => named !== null)
    .slice(0, MAX_NAMED);
  const length = speeds.length < MAX_NAMED ? lengthText(outputTokensRatio) : null;
  const [first, second] = speeds;
  if (!first) return length && `It writes ${length}.`;
  if (!second) return length ? `${first.text}, with ${length}.` : `${first.text}.`;
  return `${first.text}${first.isSlower === second.isSlower ? ' and' : ', but'} ${second.text}.`;
}

function speed(ratio: Ratio | null, what: string): { text: string; isSlower: boolean } | null {
  if (!ratio || !isNamed(ratio)) return null;
  const isSlower = ratio.value > 1;
  const times = timesText(isSlower ? ratio.value : 1 / ratio.value);
  return times === null
    ? null
    : { text: `${times} ${isSlower ? 'slower' : 'faster'} ${what}`, isSlower };
}

function lengthText(ratio: Ratio | null): string | null {
  if (!ratio || !isNamed(ratio)) return null;
  if (ratio.value < 1) {
    const percent = Math.min(99, Math.round(100 * (1 - ratio.value)));
    return percent === 0 ? null : `${percent} % fewer output tokens`;
  }
  const times = timesText(ratio.value);
  if (times === null) return null;
  return times.endsWith('%') ? `${times} more output tokens` : `${times} as many output tokens`;
}

function isNamed({ interval, n }: Ratio): boolean {
  return n >= MIN_PAIRS && interval !== null && !holdsOne(interval);
}

const holdsOne = ([low, high]: Interval) => low <= 1 && high >= 1;

/** `1.4 ×`, `12 ×`, below a tenth more `4 %`; null where that is less than half a percent. */
function timesText(times: number): string | null {
  const percent = Math.round(100 * (times - 1));
  if (percent === 0) return null;
  if (percent < 10) return `${percent} %`;
  return `${times.toLocaleString('en-US', { maximumFractionDigits: times < 9.95 ? 1 : 0 })} ×`;
}
