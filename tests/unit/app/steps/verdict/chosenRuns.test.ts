import { describe, expect, it } from 'vitest';
import { comparableRuns, sidesOf } from '../../../../../app/steps/verdict/chosenRuns.ts';

const run = (id: string, { testSuiteId = 'S' as string | null, suiteName = 'Maths' } = {}) => ({
  id,
  testSuiteId,
  suiteName,
  role: 'candidate' as const,
});

describe('comparableRuns', () => {
  it('are the others over the same suite', () => {
    const other = run('other');
    const renamed = run('renamed', { suiteName: 'Maths, as it was' });
    const elsewhere = run('elsewhere', { testSuiteId: 'T' });
    expect(comparableRuns(run('this'), [run('this'), other, renamed, elsewhere])).toEqual([
      other,
      renamed,
    ]);
  });

  it('go by the name where the prompts came with the start', () => {
    const typed = run('typed', { testSuiteId: null, suiteName: 'Your own prompts' });
    const again = { ...typed, id: 'again' };
    expect(comparableRuns(typed, [typed, again, run('other')])).toEqual([again]);
  });
});

describe('sidesOf', () => {
  it('takes the first for the candidate, unless the roles say otherwise', () => {
    const candidate = run('C');
    const baseline = { ...run('B'), role: 'baseline' as const };
    const without = { ...run('N'), role: null };
    expect(sidesOf(candidate, baseline)).toEqual({ candidate: 'C', baseline: 'B' });
    expect(sidesOf(baseline, candidate)).toEqual({ candidate: 'C', baseline: 'B' });
    expect(sidesOf(without, candidate)).toEqual({ candidate: 'N', baseline: 'C' });
    expect(sidesOf(baseline, { ...baseline, id: 'B2' })).toEqual({
      candidate: 'B',
      baseline: 'B2',
    });
  });
});
