import { DomainError } from '../../contract/domainError.ts';
import type { GraderSpec } from '../../contract/graders.ts';
import type { SuitePrompt } from '../../contract/suites.ts';
import { graderProblem } from './graderProblem.ts';

/** @throws DomainError `invalid_input` where a grader cannot be used, such as a pattern that is none */
export function assertUsable(grader: GraderSpec, field: string): void {
  const problem = graderProblem(grader);
  if (!problem) return;
  throw new DomainError('invalid_input', problem.message, {
    field: [field, problem.path].filter(Boolean).join('.'),
  });
}

/** The same for the graders that prompts name. */
export function assertGradersUsable(prompts: SuitePrompt[]): void {
  for (const [index, { grader }] of prompts.entries()) {
    if (grader) assertUsable(grader, `prompts.${index}.grader`);
  }
}
