import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData } from '@remix-run/react';
import { stepMeta, steps } from '../lib/steps.ts';
import {
  problemOrThrow,
  requireSession,
  throwIfSessionEnded,
} from '../lib/wizardSession.server.ts';
import { StepFooter } from '../shell/StepFooter.tsx';
import { StepHeading } from '../shell/StepHeading.tsx';
import { startVoteForm } from '../steps/vote/voteForms.server.ts';
import { Notice } from '../ui/Notice.tsx';

export const meta = stepMeta('batch');

export async function loader({ context }: LoaderFunctionArgs) {
  await requireSession(context);
  return null;
}

export async function action({ context }: ActionFunctionArgs) {
  const { fields } = await context.readForm(startVoteForm);
  try {
    const { blindVoteId } = await context.api.blindVote.start(fields);
    return redirect(`${steps.batch.path}/vote/${blindVoteId}`, {
      // The address before names the runs; it must not be told to the page that follows.
      headers: { 'referrer-policy': 'no-referrer' },
    });
  } catch (error) {
    throwIfSessionEnded(context, error);
    const { message, status } = problemOrThrow(context, error);
    return data({ message }, { status });
  }
}

/** Why no blind vote could be started. */
export default function NewVote() {
  const refused = useActionData<typeof action>();
  return (
    <>
      <StepHeading step="batch" title="Blind vote" />
      {refused ? (
        <Notice tone="warn" title="No blind vote was started">
          {refused.message}
        </Notice>
      ) : (
        <p>A blind vote is started from the comparison of two runs.</p>
      )}
      <StepFooter back="batch" />
    </>
  );
}

export { StepErrorBoundary as ErrorBoundary } from '../shell/StepErrorBoundary.tsx';
