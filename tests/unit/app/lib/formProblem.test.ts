import { describe, expect, it } from 'vitest';
import { formProblem } from '../../../../app/lib/formProblem.ts';
import { DomainError } from '../../../../contract/domainError.ts';
import { type DomainErrorKind, problemKinds } from '../../../../contract/problemKinds.ts';
import { foreseenProblem } from '../../../../server/api/problems.ts';

const labels = { prompts: 'Prompts', 'config.delayMs': 'Pause' };
const told = (problem: object) =>
  formProblem({ kind: 'invalid_input', message: 'No.', status: 400, ...problem }, labels);

const refusals = Object.keys(problemKinds).filter(
  (kind): kind is DomainErrorKind => kind !== 'not_found' && kind !== 'internal',
);
it.each(refusals)('a form that is refused with %s answers with the status of the API', (kind) => {
  const problem = foreseenProblem(new DomainError(kind, 'Try later.'));
  expect(problem && formProblem(problem, labels)).toEqual({
    fieldErrors: {},
    formError: 'Try later.',
    status: problemKinds[kind].http,
  });
});

it('a fault of ours is no refusal', () => {
  expect(foreseenProblem(new Error('canary'))).toBeNull();
});

describe('what is wrong with a field', () => {
  it('stands at the field, by its label and its place in a list', () => {
    const issues = [
      { field: 'prompts.3.prompt', message: 'is required' },
      { field: 'config.delayMs', message: 'must be at least 0 ms' },
    ];
    expect(told({ issues })).toEqual({
      fieldErrors: {
        prompts: 'Prompts, number 4, is required.',
        'config.delayMs': 'Pause must be at least 0 ms.',
      },
      formError: null,
      status: 400,
    });
  });

  it('stands above the form where the form has no such field', () => {
    expect(told({ field: 'seed', message: 'must be a number' }).formError).toBe(
      'seed must be a number.',
    );
  });

  it('is the first thing that is wrong with it', () => {
    const issues = [
      { field: 'prompts', message: 'is required' },
      { field: 'prompts', message: 'is too long' },
    ];
    expect(told({ issues }).fieldErrors).toEqual({ prompts: 'Prompts is required.' });
  });
});
