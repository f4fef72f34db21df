import { Form, useNavigation } from '@remix-run/react';
import type { FormProblem } from '../../../lib/formProblem.ts';
import { CHOSEN_BY_PROMPT } from '../../../lib/graderForm.ts';
import { Button } from '../../../ui/Button.tsx';
import { SelectField } from '../../../ui/Field.tsx';
import { GraderOptions, GraderSelect } from '../../../ui/GraderFields.tsx';
import type { RegradeValues } from './regradeForm.ts';

export interface RefusedGrading {
  values: RegradeValues;
  problem: FormProblem;
}

/** Grades the stored answers again by another grader; the model is not asked. */
export function RegradeForm({
  testRunId,
  categories,
  refused,
}: {
  testRunId: string;
  categories: string[];
  refused: RefusedGrading | null;
}) {
  const { formData } = useNavigation();
  const values = refused?.values ?? { grader: CHOSEN_BY_PROMPT, options: '', category: '' };
  const errors = refused?.problem.fieldErrors ?? {};
  return (
    <details className="mt-6" open={refused !== null || undefined}>
      <summary className="link w-fit cursor-pointer py-1">Grade the answers again</summary>
      <Form
        method="post"
        replace
        preventScrollReset
        noValidate
        aria-label="Grade the answers again"
        className="mt-3 max-w-3xl space-y-4"
      >
        <input type="hidden" name="testRunId" value={testRunId} />
        <div className="grid gap-4 sm:grid-cols-2">
          <GraderSelect value={values.grader} error={errors.grader} />
          {categories.length > 1 && (
            <SelectField
              label="Prompts"
              name="category"
              defaultValue={values.category}
              error={errors.category}
            >
              <option value="">All categories</option>
              {categories.map((category) => (
                <option key={category} value={category}>
                  {category}
                </option>
              ))}
            </SelectField>
          )}
        </div>
        <GraderOptions value={values.options} error={errors.options} />
        {refused?.problem.formError && (
          <p role="alert" className="text-sm text-bad">
            {refused.problem.formError}
          </p>
        )}
        <div className="flex flex-wrap items-center gap-4">
          <Button name="intent" value="grade" busy={formData?.get('intent') === 'grade'}>
            Grade again
          </Button>
          <p className="text-sm text-muted">
            No call is made. Earlier grades are kept, and what you marked yourself stays.
          </p>
        </div>
      </Form>
    </details>
  );
}
