import { expect, it } from 'vitest';
import { latencyPoints, percentileOf } from '../../../../app/charts/latencyPoints.ts';
import type { RunResult } from '../../../../app/lib/api.ts';

const result = (change: Partial<RunResult>): RunResult =>
  ({ seq: 1, success: true, latencyMs: 100, ...change }) as RunResult;

it('takes percentiles over answered prompts, between neighbours, as the API does', () => {
  const points = latencyPoints([
    result({ latencyMs: 300 }),
    result({ latencyMs: 100 }),
    result({ latencyMs: 9_000, success: false }),
    result({ latencyMs: null }),
    result({ latencyMs: 200 }),
  ]);
  expect(points).toHaveLength(4);
  expect(percentileOf(points, 0.5)).toBe(200);
  expect(percentileOf(points, 0.95)).toBeCloseTo(290);
  expect(percentileOf([], 0.5)).toBeNull();
});
