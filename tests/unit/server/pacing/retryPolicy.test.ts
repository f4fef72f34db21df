import { expect, it } from 'vitest';
import { reasonOfStatus } from '../../../../server/endpoint/failure/errorReason.ts';
import { createQuotaTries } from '../../../../server/pacing/quotaTries.ts';
import {
  createSampleRetries,
  type FailedCall,
  isQuotaUsedUp,
  type NextStep,
} from '../../../../server/pacing/retryPolicy.ts';

const overloaded = { reason: 'overloaded', status: 503, hasResponse: true } as const;
const tooFast = { reason: 'too_fast', status: 429, hasResponse: true } as const;

it.each([
  [15 * 60_000 - 1, false],
  [15 * 60_000, true],
  [15 * 60_000 + 1, true],
])('a named wait of %i ms is a used-up quota: %s, whoever looks at it', (retryAfterMs, isQuota) => {
  expect(isQuotaUsedUp({ ...overloaded, retryAfterMs })).toBe(isQuota);
  expect(reasonOfStatus(429, '', retryAfterMs) === 'quota_used_up').toBe(isQuota);
});

it('no wait that was named is none', () => {
  expect(isQuotaUsedUp({ ...overloaded, retryAfterMs: null })).toBe(false);
});

/** The steps after so many failures of the same kind. */
function stepsAfter(failure: FailedCall, maxRetries: number, failures: number): NextStep[] {
  const retries = createSampleRetries(maxRetries, createQuotaTries());
  return Array.from({ length: failures }, (_, at) => retries.next(failure, performance.now() + at));
}

const kinds = (steps: NextStep[]) => steps.map(({ kind }) => kind);

it('a sample is called again as often as its run says', () => {
  const steps = stepsAfter({ ...tooFast, retryAfterMs: null }, 2, 3);
  expect(kinds(steps)).toEqual(['call_again', 'call_again', 'give_up']);
});

it.each<[string, FailedCall]>([
  ['nothing', { ...tooFast, retryAfterMs: null }],
  ['no time at all', { ...tooFast, retryAfterMs: 0 }],
  ['a time too short to mean anything', { ...tooFast, retryAfterMs: 5 }],
])('where the endpoint names %s, waits grow by themselves', (_what, failure) => {
  const waits = stepsAfter(failure, 5, 5).map((step) =>
    step.kind === 'call_again' ? step.backoffMs : 0,
  );
  for (const [at, ms] of waits.entries()) {
    expect(ms).toBeGreaterThanOrEqual(250 * 2 ** at);
    expect(ms).toBeLessThanOrEqual(500 * 2 ** at);
  }
});

it('a wait that a limit names is the pacer’s, for all calls', () => {
  expect(stepsAfter({ ...tooFast, retryAfterMs: 6_000 }, 3, 1)).toEqual([
    { kind: 'call_again', backoffMs: 0, pauseAllMs: 6_000 },
  ]);
});

it('a wait that comes with a breakdown is the call’s own', () => {
  const failure = { reason: 'server_error', status: 500, hasResponse: true, retryAfterMs: 6_000 };
  expect(stepsAfter(failure as FailedCall, 3, 1)).toEqual([
    { kind: 'call_again', backoffMs: 6_000, pauseAllMs: 6_000 },
  ]);
});

it('a wait of half a minute or more costs no retry, up to a quarter of an hour in all', () => {
  const steps = stepsAfter({ ...tooFast, retryAfterMs: 5 * 60_000 }, 1, 5);
  expect(kinds(steps)).toEqual([...Array(4).fill('call_again'), 'give_up']);
  expect(kinds(stepsAfter({ ...tooFast, retryAfterMs: 29_999 }, 1, 2))).toEqual([
    'call_again',
    'give_up',
  ]);
});

it('where retries are off nothing is waited for', () => {
  expect(kinds(stepsAfter({ ...tooFast, retryAfterMs: 40_000 }, 0, 1))).toEqual(['give_up']);
  const quota = { ...tooFast, reason: 'quota_exceeded', retryAfterMs: null } as const;
  expect(kinds(stepsAfter(quota, 0, 1))).toEqual(['end_run']);
});

it('a quota that may be one of a minute is tried a few times, whatever the retries', () => {
  const quota = { ...tooFast, reason: 'quota_exceeded', retryAfterMs: null } as const;
  const steps = stepsAfter(quota, 1, 4);
  expect(steps).toEqual([
    { kind: 'call_again', backoffMs: 0, pauseAllMs: 1_000 },
    { kind: 'call_again', backoffMs: 0, pauseAllMs: 2_000 },
    { kind: 'call_again', backoffMs: 0, pauseAllMs: 4_000 },
    { kind: 'end_run' },
  ]);
});
