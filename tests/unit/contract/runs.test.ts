import { describe, expect, it } from 'vitest';
import { comparisonState } from '../../../contract/comparisons.ts';
import type { RunActivity } from '../../../contract/runActivity.ts';
import { isWorkedOn, type RunStatus, runState, runWallMs } from '../../../contract/runs.ts';

const run = (status: RunStatus, completedPrompts: number, failedPrompts = 0) => ({
  status,
  totalPrompts: 10,
  completedPrompts,
  failedPrompts,
});

describe('how a run stands', () => {
  it.each([
    ['Running', 'accent', run('running', 3, 1)],
    ['Completed', 'good', run('completed', 10)],
    ['Finished with errors', 'warn', run('completed', 9, 1)],
    ['Stopped early', 'warn', run('failed', 4)],
    ['Failed', 'bad', run('failed', 0, 10)],
    ['Failed', 'bad', run('failed', 0)],
    ['Cancelled', 'warn', run('cancelled', 4)],
  ])('is “%s”, %s', (label, tone, standing) => {
    expect(runState(standing)).toEqual({ label, tone });
  });

  it.each([
    ['Completed', 'good', [run('completed', 10), run('completed', 10)]],
    ['Finished with errors', 'warn', [run('completed', 10), run('completed', 9, 1)]],
    ['Finished with errors', 'warn', [run('completed', 10), run('failed', 0, 10)]],
    ['Stopped early', 'warn', [run('completed', 10), run('failed', 0)]],
    ['Running', 'accent', [run('completed', 10), run('running', 0)]],
    ['Failed', 'bad', [run('failed', 0, 10), run('failed', 0, 10)]],
  ])('is “%s”, %s, for runs that were started together', (label, tone, runs) => {
    expect(comparisonState(runs)).toEqual({ label, tone });
  });
});

describe('the wall time of a run', () => {
  const pace = (change: Partial<RunActivity>) => ({ pace: change as RunActivity });

  it('is what its workers have told, or what an earlier version has kept', () => {
    expect(runWallMs({ pace: null })).toBe(0);
    expect(runWallMs(pace({ wallMs: 900, timeline: [[800, 1, 1]] }))).toBe(900);
    expect(runWallMs(pace({ wallMs: 0, timeline: [[800, 1, 1]] }))).toBe(800);
  });

  it('goes on only while a worker has the run', () => {
    expect(isWorkedOn({ status: 'running', ...pace({ state: 'calling' }) })).toBe(true);
    expect(isWorkedOn({ status: 'running', pace: null })).toBe(false);
    expect(isWorkedOn({ status: 'running', ...pace({ state: 'starting' }) })).toBe(false);
    expect(isWorkedOn({ status: 'cancelled', ...pace({ state: 'calling' }) })).toBe(false);
  });
});
