/** When a run counts as refused for its key. */
import { expect, it } from 'vitest';
import {
  type AuthFailures,
  createAuthFailures,
} from '../../../../../server/runs/worker/authFailures.ts';

const unauthorized = { kind: 'auth', reason: 'key_refused', status: 401 } as const;
const forbidden = { kind: 'auth', reason: 'not_permitted', status: 403 } as const;
const broken = { kind: 'api_error', reason: 'server_error', status: 500 } as const;

it('is the fifth equal refusal in a row', () => {
  const failures = createAuthFailures();
  const told = Array.from({ length: 6 }, () => failures.failed(unauthorized));
  expect(told).toEqual([false, false, false, false, true, true]);
});

it.each([
  ['an answer', (failures: AuthFailures) => failures.answered()],
  ['another refusal', (failures: AuthFailures) => failures.failed(forbidden)],
  ['another failure', (failures: AuthFailures) => failures.failed(broken)],
])('begins anew after %s', (_, interrupt) => {
  const failures = createAuthFailures();
  for (let call = 0; call < 4; call += 1) failures.failed(unauthorized);
  interrupt(failures);
  const told = Array.from({ length: 5 }, () => failures.failed(unauthorized));
  expect(told).toEqual([false, false, false, false, true]);
});

it('is no failure of another kind, however often it comes', () => {
  const failures = createAuthFailures();
  expect(Array.from({ length: 9 }, () => failures.failed(broken))).not.toContain(true);
});
