/** Numbers as people read them: grouped, with a unit that stays on the line. */

import { shownPercentage } from '../../contract/shownPercentage.ts';

const NARROW_SPACE = '\u202f';
const wholeNumber = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });
const twoFigures = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 2 });
const twoDecimals = new Intl.NumberFormat('en-GB', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});

export const formatCount = (value: number): string => wholeNumber.format(value);

/** A number that is only known roughly: two figures of it. */
export function formatApproximate(value: number): string {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
  return wholeNumber.format(Math.round(value / step) * step);
}

/** A rate: `0.037`, `0.4`, `12.5`, `130`. What is not zero never reads as zero. */
export const formatRate = (perSecond: number): string =>
  perSecond < 100 ? formatFine(perSecond) : wholeNumber.format(perSecond);

/** `347 ms`; from a second on `1.24 s`, from a hundred on `12.5 min`. */
export function formatMs(value: number): string {
  // What rounds to a thousand milliseconds is a second.
  if (value < 999.5) return `${wholeNumber.format(value)}${NARROW_SPACE}ms`;
  return value < 99_995
    ? `${twoDecimals.format(value / 1_000)}${NARROW_SPACE}s`
    : `${oneDecimal.format(value / 60_000)}${NARROW_SPACE}min`;
}

/** Milliseconds of a single token: `8.4 ms`, `130 ms`. */
export const formatTokenMs = (value: number): string => `${formatRate(value)}${NARROW_SPACE}ms`;

/** Always in milliseconds, for columns of figures. */
export const formatWholeMs = (value: number): string =>
  `${wholeNumber.format(value)}${NARROW_SPACE}ms`;

/** A percentage from 0 to 100: `92.5 %`. Only all reads as 100, and only none as 0. */
export const formatPercent = (value: number): string =>
  `${oneDecimal.format(shownPercentage(value))}${NARROW_SPACE}%`;

/** An interval of a percentage: `76–84 %`. Whole numbers, but where that would read as none or all. */
export function formatPercentRange(low: number, high: number): string {
  const part = (value: number) => {
    const whole = Math.round(value);
    return (whole === 0 && value > 0) || (whole === 100 && value < 100)
      ? oneDecimal.format(shownPercentage(value))
      : wholeNumber.format(whole);
  };
  return `${part(low)}–${part(high)}${NARROW_SPACE}%`;
}

/** Tokens a second: `34.2 tokens/s`. */
export const formatTokenRate = (value: number): string =>
  `${formatFine(value)}${NARROW_SPACE}tokens/s`;

/** A figure of the database in its unit, exact enough to be compared with what was claimed. */
export function formatMetric(value: number, unit: 'ms' | 'percent' | 'count' | 'tokens'): string {
  if (unit === 'ms') return formatWholeMs(value);
  if (unit === 'percent') return formatPercent(value);
  return unit === 'tokens' ? `${formatCount(value)}${NARROW_SPACE}tokens` : formatCount(value);
}

/** A time span in words, for what is only known roughly: `4 s`, `2 min`, `1.5 h`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1_000));
  if (seconds < 100) return `${seconds}${NARROW_SPACE}s`;
  const minutes = seconds / 60;
  return minutes < 100
    ? `${wholeNumber.format(minutes)}${NARROW_SPACE}min`
    : `${oneDecimal.format(minutes / 60)}${NARROW_SPACE}h`;
}

/** A time span as a clock shows it: `0:07`, `12:40`, `1:02:03`. */
export function formatElapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? part : `${part}`.padStart(2, '0'))).join(':');
}

/** `1 run`, `2 runs`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** To one decimal, and what is smaller than one to two figures. */
function formatFine(value: number): string {
  return (Math.abs(value) < 1 ? twoFigures : oneDecimal).format(value);
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  return new Intl.ListFormat('en-GB').format(names);
}
