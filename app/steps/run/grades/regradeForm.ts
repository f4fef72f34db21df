import { graderOfForm } from '../../../lib/graderForm.ts';

/** The form that grades a run again, as typed. */
export interface RegradeValues {
  grader: string;
  options: string;
  category: string;
}

/** The API's fields that the form shows. */
export const regradeLabels = { grader: 'Grader', options: 'Options', category: 'Prompts' };

/** Reads the form: as typed, and as the API takes it. */
export function readRegradeForm(form: FormData): {
  values: RegradeValues;
  input: { testRunId: string; grader: unknown; category?: string };
} {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const values = { grader: text('grader'), options: text('options'), category: text('category') };
  return {
    values,
    input: {
      testRunId: text('testRunId'),
      grader: graderOfForm(values),
      ...(values.category !== '' && { category: values.category }),
    },
  };
}
