import { expect, it } from 'vitest';
import { defaultRunSettings } from '../../../../contract/runSettings.ts';
import { boundedWaits } from '../../../../server/runs/boundedWaits.ts';

const operator = { totalTimeoutMs: 30_000, firstByteTimeoutMs: 10_000 };

it.each([
  [{}, { timeoutMs: 30_000 }],
  [
    { timeoutMs: 5_000, firstTokenTimeoutMs: 4_000 },
    { timeoutMs: 5_000, firstTokenTimeoutMs: 4_000 },
  ],
  [
    { timeoutMs: 90_000, firstTokenTimeoutMs: 60_000 },
    { timeoutMs: 30_000, firstTokenTimeoutMs: 10_000 },
  ],
])('waits of %j are those of %j where the operator allows no more', (chosen, waits) => {
  const settings = { ...defaultRunSettings, ...chosen };
  expect(boundedWaits(settings, operator)).toEqual({ ...settings, ...waits });
});
