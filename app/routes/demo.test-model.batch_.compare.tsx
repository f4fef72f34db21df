import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { stepMeta } from '../lib/steps.ts';
import { useLookAgain } from '../lib/useLookAgain.ts';
import {
  problemOrThrow,
  requireSession,
  throwIfSessionEnded,
} from '../lib/wizardSession.server.ts';
import type { PageHandle } from '../shell/pageHandle.ts';
import { StepFooter } from '../shell/StepFooter.tsx';
import { StepHeading } from '../shell/StepHeading.tsx';
import { chatPath } from '../steps/chat/chatForm.ts';
import { loadVerdict } from '../steps/verdict/loadVerdict.server.ts';
import { type ShownVerdict, VerdictView } from '../steps/verdict/VerdictView.tsx';
import { verdictForms } from '../steps/verdict/verdictForms.server.ts';
import { readVerdictQuery } from '../steps/verdict/verdictQuery.ts';

export const meta = stepMeta('batch');

export const handle: PageHandle<Awaited<ReturnType<typeof loader>>> = {
  isWide: true,
  refreshSeconds: (shown) => (isUnderway(shown) ? 3 : 0),
};

/** Holds the two runs that the address names against each other. */
export async function loader({ context, request }: LoaderFunctionArgs) {
  await requireSession(context);
  return loadVerdict(context, new URL(request.url).searchParams);
}

export async function action({ context, request }: ActionFunctionArgs) {
  const { fields } = await context.readForm(verdictForms);
  const { pathname, search, searchParams } = new URL(request.url);
  try {
    if (fields.intent === 'regrade') {
      const { candidate, baseline } = readVerdictQuery(searchParams);
      await context.api.comparison.grade({ candidate, baseline });
    } else {
      const { resultId, pass, note } = fields;
      await context.api.batch.overrule({ resultId, pass, note });
    }
    return redirect(`${pathname}${search}`);
  } catch (error) {
    throwIfSessionEnded(context, error);
    const problem = problemOrThrow(context, error);
    return data({ problem: problem.message }, { status: problem.status });
  }
}

export default function Compare() {
  const shown = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  useLookAgain(isUnderway(shown));
  return (
    <>
      {'refused' in shown ? (
        <StepHeading step="batch" title="These two cannot be compared">
          <p>{shown.refused}</p>
        </StepHeading>
      ) : (
        <VerdictView {...shown} problem={refused?.problem ?? null} />
      )}
      <StepFooter
        back="batch"
        next="chat"
        nextPath={'refused' in shown ? undefined : chatPath(idsOf(shown.runs))}
      />
    </>
  );
}

function idsOf({ candidate, baseline }: ShownVerdict['runs']) {
  return { candidate: candidate.id, baseline: baseline.id };
}

/** Whether more of it comes by itself. */
function isUnderway(shown: Awaited<ReturnType<typeof loader>>): boolean {
  return !('refused' in shown) && !shown.comparison.final;
}

export { StepErrorBoundary as ErrorBoundary } from '../shell/StepErrorBoundary.tsx';
