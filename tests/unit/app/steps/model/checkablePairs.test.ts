import { describe, expect, it } from 'vitest';
import type { AdapterCheck, Connection } from '../../../../../app/lib/api.ts';
import { checkablePairs, isRunning } from '../../../../../app/steps/model/checkablePairs.ts';

const connection = (connectionId: string, role: Connection['role'], modelId = connectionId) =>
  ({ connectionId, role, modelId }) as Connection;
const check = (id: string, candidate: string, baseline: string) =>
  ({
    id,
    candidate: { connectionId: candidate, modelId: candidate },
    baseline: { connectionId: baseline, modelId: baseline },
  }) as AdapterCheck;

const one = connection('one', 'candidate');
const two = connection('two', 'candidate');
const base = connection('base', 'baseline');

describe('the pairs that can be checked', () => {
  it('are each candidate with the baseline, and none without one', () => {
    const pairs = checkablePairs([one, base, two], []);
    expect(pairs).toEqual([
      { candidate: one, baseline: base, check: null },
      { candidate: two, baseline: base, check: null },
    ]);
    expect(checkablePairs([one, two], [])).toEqual([]);
  });

  it('have the newest check of just these models in these roles', () => {
    const checks = [
      check('other way', 'base', 'one'),
      check('new', 'one', 'base'),
      check('old', 'one', 'base'),
    ];
    const idOf = (...connections: Connection[]) =>
      checkablePairs(connections, checks)[0]?.check?.id;
    expect(idOf(one, base)).toBe('new');
    expect(idOf(connection('one', 'candidate', 'another model'), base)).toBeUndefined();
  });
});

it('a check whose process is gone does not run', () => {
  expect(isRunning({ status: 'running', isAbandoned: false } as AdapterCheck)).toBe(true);
  expect(isRunning({ status: 'running', isAbandoned: true } as AdapterCheck)).toBe(false);
  expect(isRunning({ status: 'ended', isAbandoned: false } as AdapterCheck)).toBe(false);
});
