import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { bonettPriceInterval } from '../../../../server/statistics/bonettPriceInterval.ts';
import { geometricMeanRatio } from '../../../../server/statistics/geometricMeanRatio.ts';
import { holmAdjusted } from '../../../../server/statistics/holmAdjusted.ts';
import { midPMcNemar } from '../../../../server/statistics/midPMcNemar.ts';
import { runToEnd } from '../../../../server/statistics/runToEnd.ts';
import { wilsonInterval } from '../../../../server/statistics/wilsonInterval.ts';
import reference from '../../../fixtures/referenceStatistics.json' with { type: 'json' };

/** By scipy and statsmodels: tests/support/referenceStatistics.py. */
describe('to nine digits as others compute it', () => {
  it.each(reference.midPMcNemar)('mid-p of $gained gained, $lost lost', (row) => {
    expect(midPMcNemar(row.gained, row.lost)).toBeCloseTo(row.pValue, 10);
  });

  it.each(reference.bonettPriceInterval)('$gained gained, $lost lost of $n', (row) => {
    const [low, high] = bonettPriceInterval(row);
    expect(low).toBeCloseTo(row.interval[0] as number, 10);
    expect(high).toBeCloseTo(row.interval[1] as number, 10);
  });

  it.each(reference.holmAdjusted)('Holm of $pValues', ({ pValues, adjusted }) => {
    for (const [index, value] of holmAdjusted(pValues).entries()) {
      expect(value).toBeCloseTo(adjusted[index] as number, 10);
    }
  });

  it.each(reference.geometricMean)('geometric mean of $ratios', ({ ratios, value }) => {
    const logs = Float64Array.from(ratios, Math.log);
    const ratio = runToEnd(geometricMeanRatio(logs, xoroshiro128plus(1)));
    expect(ratio?.value).toBeCloseTo(value, 10);
  });

  it.each(reference.wilsonInterval)('Wilson of $successes in $total', (row) => {
    const interval = wilsonInterval(row.successes, row.total);
    expect(interval?.low).toBeCloseTo(row.interval[0] as number, 10);
    expect(interval?.high).toBeCloseTo(row.interval[1] as number, 10);
  });
});

/** Fagerland, Lydersen and Laake (2013): of 21 and of 161 pairs, as printed there. */
it.each([
  { gained: 1, lost: 7, printed: 0.0391 },
  { gained: 6, lost: 16, printed: 0.0347 },
])('mid-p as published: $printed', ({ gained, lost, printed }) => {
  expect(midPMcNemar(gained, lost)).toBeCloseTo(printed, 4);
});
