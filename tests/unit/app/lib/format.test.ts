import { describe, expect, it } from 'vitest';
import {
  formatMs,
  formatPercent,
  formatPercentRange,
  formatRate,
  formatTokenMs,
  formatTokenRate,
} from '../../../../app/lib/format.ts';

describe('a rate', () => {
  it.each([
    [0, '0'],
    [0.0045, '0.0045'],
    [0.0372, '0.037'],
    [0.4, '0.4'],
    [0.96, '0.96'],
    [12.46, '12.5'],
    [130.4, '130'],
  ])('of %d a second reads as %s: what is not zero never does', (perSecond, text) => {
    expect(formatRate(perSecond)).toBe(text);
  });

  it('of tokens keeps its unit on the line', () => {
    expect(formatTokenRate(0.04)).toBe('0.04\u202ftokens/s');
    expect(formatTokenMs(0.04)).toBe('0.04\u202fms');
  });
});

it.each([
  [347, '347\u202fms'],
  [999.6, '1.00\u202fs'],
  [1_240, '1.24\u202fs'],
  [99_990, '99.99\u202fs'],
  [99_999, '1.7\u202fmin'],
  [3_600_000, '60\u202fmin'],
])('%d ms read as %s', (value, text) => {
  expect(formatMs(value)).toBe(text);
});

it.each([
  [75.84, 83.6, '76–84\u202f%'],
  [0, 27.8, '0–28\u202f%'],
  [72.2, 100, '72–100\u202f%'],
  // What is not none or all never reads as that.
  [0.2, 99.8, '0.2–99.8\u202f%'],
  [98.4, 99.99, '98–99.9\u202f%'],
])('from %d to %d percent reads as %s', (low, high, text) => {
  expect(formatPercentRange(low, high)).toBe(text);
});

it('all but one of ten thousand is not all', () => {
  expect(formatPercent(99.99)).toBe('99.9\u202f%');
  expect(formatPercent(100)).toBe('100\u202f%');
});
