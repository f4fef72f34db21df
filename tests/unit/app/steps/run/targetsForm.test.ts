import { describe, expect, it } from 'vitest';
import { readTargetsForm, typedTargets } from '../../../../../app/steps/run/speed/targetsForm.ts';
import { noSloTargets } from '../../../../../contract/sloTargets.ts';

describe('the form of the targets', () => {
  it('opens with something to begin from, and once there are targets with those alone', () => {
    expect(typedTargets(noSloTargets)).toEqual({ ttftMs: '500', tpotMs: '50', latencyMs: '5000' });
    const targets = { ...noSloTargets, tpotMs: 12.5 };
    expect(typedTargets(targets)).toEqual({ ttftMs: '', tpotMs: '12.5', latencyMs: '' });
  });

  it('is read as typed, and as the API takes it', () => {
    const form = new FormData();
    const fields = { testRunId: 'run', ttftMs: ' ', tpotMs: '12,5', latencyMs: 'soon' };
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    expect(readTargetsForm(form)).toEqual({
      values: { ttftMs: '', tpotMs: '12,5', latencyMs: 'soon' },
      input: { testRunId: 'run', ttftMs: undefined, tpotMs: 12.5, latencyMs: Number.NaN },
    });
  });
});
