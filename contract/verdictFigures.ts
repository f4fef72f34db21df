/** How the figures of a verdict are written, so that rounding never says more, or something else, than they do. */
import type { Interval } from './runComparison.ts';
import { shownPercentage } from './shownPercentage.ts';

/** `1,234`. */
export const countText = (count: number): string => count.toLocaleString('en-US');

/** `1 prompt`, `2 prompts`. */
export const countedText = (count: number, noun: string): string =>
  `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;

/** `5 points`, `1 point`, `2.5 points`. */
export const pointsText = (points: number): string =>
  `${decimalText(points)} ${points === 1 ? 'point' : 'points'}`;

/** With the usual decimals; two figures of what they would show as nothing. */
function decimalText(points: number): string {
  return points > 0 && points < 0.01
    ? String(Number(points.toPrecision(2)))
    : points.toLocaleString('en-US');
}

/** A difference and its interval: `+19 points`, `95 % between +10 and +27`. */
export function differenceText(
  difference: number,
  [low, high]: Interval,
  margin: number,
): { points: string; range: string } {
  // A narrow interval is worth its decimals: whole, its bounds would read as the difference does.
  const width = high - low;
  const fewest = width >= 5 ? 0 : width >= 0.5 ? 1 : 2;
  const signed = (value: number) => signedText(value, margin, fewest);
  return {
    points: signedPoints(signed(difference)),
    range: `95 % between ${signed(low)} and ${signed(high)}`,
  };
}

/** `−31 points`, where the interval is not shown. */
export const loneDifferenceText = (difference: number, margin: number): string =>
  signedPoints(signedText(difference, margin, 0));

const signedPoints = (signed: string): string =>
  `${signed} ${/^.?1$/.test(signed) ? 'point' : 'points'}`;

/** A difference that is too small to see: rounded down, so that none above it is denied. */
export function floorText(points: number): string {
  const scale = points < 0.1 ? 100 : points < 10 ? 10 : 1;
  return pointsText(Math.floor(points * scale + 1e-9) / scale);
}

/** Two shares in percent, with a decimal only where they would read the same without being it. */
export function percentagesText(one: number, other: number): [string, string] {
  const looksSame = one !== other && wholePercentage(one) === wholePercentage(other);
  const write = (value: number) =>
    `${looksSame ? shownPercentage(value).toFixed(1) : wholePercentage(value)} %`;
  return [write(one), write(other)];
}

/** Two mean scores from 0 to 1, with a third decimal only where they would read the same without being it. */
export function scoresText(one: number, other: number): [string, string] {
  const looksSame = one !== other && one.toFixed(2) === other.toFixed(2);
  const decimals = looksSame ? 3 : 2;
  return [one.toFixed(decimals), other.toFixed(decimals)];
}

/** About how many more, with two figures, rounded up: `45`, `120`, `1,300`. */
export function aboutText(count: number): string {
  const step = count < 100 ? 5 : 10 ** (Math.floor(Math.log10(count)) - 1);
  return countText(Math.ceil(count / step) * step);
}

const MINUS = '−';
/** What needs more is a rounding error away from a bound. */
const MAX_DECIMALS = 9;

/** With its sign and so many decimals, or as many as it takes to keep it on its side of 0 and of the margin. */
export function signedText(value: number, margin: number, fewest: number): string {
  const isOnItsSide = (shown: number) =>
    [0, margin, -margin].every((bound) => Math.sign(shown - bound) === Math.sign(value - bound));
  let decimals = Math.abs(value) < 1 ? Math.max(1, fewest) : fewest;
  while (decimals < MAX_DECIMALS && !isOnItsSide(rounded(value, decimals))) decimals += 1;
  const shown = rounded(value, decimals);
  const sign = shown === 0 ? '' : shown > 0 ? '+' : MINUS;
  return `${sign}${Math.abs(shown).toLocaleString('en-US', { maximumFractionDigits: decimals })}`;
}

function rounded(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  // Away from 0 on either side, so that what is mirrored reads mirrored.
  return (Math.sign(value) * Math.round(Math.abs(value) * scale)) / scale;
}

/** Only all reads as 100, and only none as 0. */
function wholePercentage(value: number): number {
  if (value <= 0 || value >= 100) return value;
  return Math.min(99, Math.max(1, Math.round(value)));
}
