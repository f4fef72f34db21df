import type { PgBoss } from 'pg-boss';
import { expect, it, vi } from 'vitest';
import { startJobReaper } from '../../../../server/jobs/jobReaper.ts';

const GRACE_MS = 2_500;

it('after an outage nobody is taken for dead until everybody could send a heartbeat', async () => {
  const supervisedAt: number[] = [];
  let lastFailureAt = 0;
  const supervise = vi.fn(async () => {
    if (supervise.mock.calls.length <= 1) {
      lastFailureAt = performance.now();
      throw new Error('The database is away.');
    }
    supervisedAt.push(performance.now());
  });
  const getQueue = vi.fn(async () => {
    // It is away a little longer.
    if (getQueue.mock.calls.length > 1) return null;
    lastFailureAt = performance.now();
    throw new Error('The database is still away.');
  });
  const onReaped = vi.fn();
  const onError = vi.fn();
  const boss = { supervise, getQueue } as unknown as PgBoss;
  const reaper = startJobReaper(boss, 'jobs', { graceMs: GRACE_MS, onReaped, onError });
  await expect.poll(() => supervisedAt.length, { timeout: 20_000 }).toBeGreaterThan(0);
  await reaper.stop();
  expect(onError).toHaveBeenCalledTimes(2);
  expect(onReaped).toHaveBeenCalledTimes(supervisedAt.length);
  expect((supervisedAt[0] ?? 0) - lastFailureAt).toBeGreaterThanOrEqual(GRACE_MS);
});
