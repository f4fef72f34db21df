import { describe, expect, it } from 'vitest';
import { formatRate, formatTokenMs, formatTokenRate } from '../../../../app/lib/format.ts';

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
