import { describe, expect, it, vi } from 'vitest';
import { createReadiness } from '../../../../../server/ops/health/index.ts';

const ok = async () => undefined;

function watched(probes: { database?: () => Promise<string | undefined> } = {}) {
  const onProblem = vi.fn();
  const stopping = new AbortController();
  const readiness = createReadiness(stopping.signal, onProblem);
  readiness.watch('database', probes.database ?? ok);
  readiness.watch('migrations', ok);
  readiness.watch('queue', ok);
  return { readiness, onProblem, stopping };
}

describe('readiness', () => {
  it('comes once every part is watched and well', async () => {
    const readiness = createReadiness(new AbortController().signal, () => {});
    readiness.watch('database', ok);
    expect(await readiness.report()).toEqual({
      status: 'starting',
      checks: { database: 'ok', migrations: 'starting', queue: 'starting' },
    });
    expect(await watched().readiness.report()).toMatchObject({ status: 'ready' });
  });

  it('is lost while one part is not well, and says which, without its details', async () => {
    const failing = watched({ database: () => Promise.reject(new Error('at db.internal:5432')) });
    expect(await failing.readiness.report()).toEqual({
      status: 'unready',
      checks: { database: 'failed', migrations: 'ok', queue: 'ok' },
    });
    expect(failing.onProblem).toHaveBeenCalledOnce();
    const behind = watched({ database: async () => 'is behind' });
    expect((await behind.readiness.report()).checks.database).toBe('is behind');
  });

  it('does not wait for a part that does not answer', async () => {
    vi.useFakeTimers();
    try {
      const report = watched({ database: () => new Promise(() => {}) }).readiness.report();
      await vi.advanceTimersByTimeAsync(2_000);
      expect((await report).checks.database).toMatch(/^no answer within \d+ ms$/);
    } finally {
      vi.useRealTimers();
    }
  });

  it('asks once for all who want to know at the same time', async () => {
    const probe = vi.fn(ok);
    const { readiness } = watched({ database: probe });
    await Promise.all([readiness.report(), readiness.report(), readiness.report()]);
    expect(probe).toHaveBeenCalledTimes(1);
    await readiness.report();
    expect(probe).toHaveBeenCalledTimes(2);
  });

  it('ends when the process stops', async () => {
    const { readiness, stopping } = watched();
    stopping.abort();
    expect((await readiness.report()).status).toBe('stopping');
  });
});
