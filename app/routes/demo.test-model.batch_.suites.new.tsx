import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { formProblem } from '../lib/formProblem.ts';
import { stepMeta } from '../lib/steps.ts';
import {
  problemOrThrow,
  requireSession,
  throwIfSessionEnded,
} from '../lib/wizardSession.server.ts';
import { StepFooter } from '../shell/StepFooter.tsx';
import { StepHeading } from '../shell/StepHeading.tsx';
import { ImportSuite } from '../steps/suite/import/ImportSuite.tsx';
import { importForm } from '../steps/suite/import/importForm.server.ts';
import { pathOfStored } from '../steps/suite/leftOut.ts';

export const meta = stepMeta('batch');

export async function loader({ context }: LoaderFunctionArgs) {
  const { connections } = await requireSession(context);
  const windows = connections.flatMap(
    ({ connectionReport }) => connectionReport?.contextTokens ?? [],
  );
  return { contextTokens: windows.length === 0 ? null : Math.min(...windows) };
}

/** Stores a file as it is, for those without scripts. */
export async function action({ context }: ActionFunctionArgs) {
  await requireSession(context);
  try {
    const { file } = (await context.readForm(importForm)).fields;
    const imported = await context.api.suite.import({
      file: new Uint8Array(await file.arrayBuffer()),
      fileName: file.name,
    });
    return redirect(pathOfStored({ ...imported, suiteId: imported.suiteId ?? '' }));
  } catch (error) {
    throwIfSessionEnded(context, error);
    const { fieldErrors, formError, status } = formProblem(problemOrThrow(context, error), {
      file: 'The file',
    });
    return data({ refusal: fieldErrors.file ?? formError }, { status });
  }
}

export default function NewSuite() {
  const { contextTokens } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  return (
    <>
      <StepHeading step="batch" title="Bring your own prompts">
        <p>
          A data set for fine-tuning, a table of questions and answers, or a plain list. The file is
          read in your browser, and you see what was understood before anything is stored.
        </p>
      </StepHeading>
      <ImportSuite contextTokens={contextTokens} refusal={refused?.refusal ?? null} />
      <StepFooter back="batch" />
    </>
  );
}

export { StepErrorBoundary as ErrorBoundary } from '../shell/StepErrorBoundary.tsx';
