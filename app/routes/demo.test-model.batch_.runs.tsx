import { type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { stepMeta, steps } from '../lib/steps.ts';
import { requireSession } from '../lib/wizardSession.server.ts';
import type { PageHandle } from '../shell/pageHandle.ts';
import { StepFooter } from '../shell/StepFooter.tsx';
import { StepHeading } from '../shell/StepHeading.tsx';
import { loadRunsOfSession } from '../steps/run/list/loadRunsOfSession.server.ts';
import { RunsOfSession } from '../steps/run/list/RunsOfSession.tsx';
import { ButtonLink } from '../ui/Button.tsx';

export const meta = stepMeta('batch');

export const handle: PageHandle<unknown> = { isWide: true };

/** The runs of the session; with two of them in the address it leads to their comparison. */
export async function loader({ context, request }: LoaderFunctionArgs) {
  await requireSession(context);
  const query = new URL(request.url).searchParams;
  const loaded = await loadRunsOfSession(context, query);
  if ('comparison' in loaded) throw redirect(loaded.comparison);
  return loaded;
}

export default function Runs() {
  const loaded = useLoaderData<typeof loader>();
  return (
    <>
      <StepHeading step="batch" title="Runs of this session" />
      {loaded.total === 0 ? (
        <ButtonLink to={`${steps.batch.path}?new`} variant="primary">
          Start a run
        </ButtonLink>
      ) : (
        <RunsOfSession {...loaded} />
      )}
      <StepFooter back="model" next={loaded.total > 0 ? 'chat' : undefined} />
    </>
  );
}

export { StepErrorBoundary as ErrorBoundary } from '../shell/StepErrorBoundary.tsx';
