import type { AppLoadContext } from '@remix-run/node';
import { formProblem } from '../../../lib/formProblem.ts';
import { problemOrThrow, throwIfSessionEnded } from '../../../lib/wizardSession.server.ts';
import type { RefusedGrading } from './RegradeForm.tsx';
import { readRegradeForm, regradeLabels } from './regradeForm.ts';

/** Grades the answers of a run again. Null once it is done; else what was refused. */
export async function regrade(
  context: AppLoadContext,
  form: FormData,
): Promise<RefusedGrading | null> {
  const { values, input } = readRegradeForm(form);
  try {
    await context.api.batch.grade(input as Parameters<typeof context.api.batch.grade>[0]);
    return null;
  } catch (error) {
    throwIfSessionEnded(context, error);
    const problem = problemOrThrow(context, error);
    // What is wrong with an option is told by its name.
    const fields = (problem.issues ?? []).map(({ field }) => field).concat(problem.field ?? []);
    const ofOptions = fields
      .filter((field) => field.startsWith('grader.'))
      .map((field) => [field, field.slice('grader.'.length)]);
    const told = formProblem(problem, { ...Object.fromEntries(ofOptions), ...regradeLabels });
    const options = Object.entries(told.fieldErrors).find(([field]) => field.startsWith('grader.'));
    return {
      values,
      problem: {
        ...told,
        fieldErrors: { ...told.fieldErrors, ...(options && { options: options[1] }) },
      },
    };
  }
}
