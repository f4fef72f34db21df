import { expect, it } from 'vitest';
import { reasonOfStatus } from '../../../../server/endpoint/failure/errorReason.ts';
import { isQuotaUsedUp } from '../../../../server/pacing/retryPolicy.ts';

it.each([
  [15 * 60_000 - 1, false],
  [15 * 60_000, true],
  [15 * 60_000 + 1, true],
])('a named wait of %i ms is a used-up quota: %s, whoever looks at it', (retryAfterMs, isQuota) => {
  const failure = { reason: 'overloaded', status: 503, hasResponse: true, retryAfterMs } as const;
  expect(isQuotaUsedUp(failure)).toBe(isQuota);
  expect(reasonOfStatus(429, '', retryAfterMs) === 'quota_used_up').toBe(isQuota);
});

it('no wait that was named is none', () => {
  const failure = { reason: 'overloaded', status: 503, hasResponse: true } as const;
  expect(isQuotaUsedUp({ ...failure, retryAfterMs: null })).toBe(false);
});
