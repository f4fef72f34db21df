import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { displayName } from '../../contract/displayName.ts';
import { listed, plural } from '../lib/format.ts';
import { stepMeta, steps } from '../lib/steps.ts';
import {
  readSession,
  requireSession,
  requireTestedSession,
  throwIfSessionEnded,
} from '../lib/wizardSession.server.ts';
import type { PageHandle } from '../shell/pageHandle.ts';
import { StepFooter } from '../shell/StepFooter.tsx';
import { StepHeading } from '../shell/StepHeading.tsx';
import { DeleteSessionForm } from '../steps/export/DeleteSessionForm.tsx';
import { Downloads } from '../steps/export/Downloads.tsx';
import { readDeletion, writeDeletion } from '../steps/export/deletionCookie.server.ts';
import { SessionDeleted } from '../steps/export/SessionDeleted.tsx';
import { MetricsWithHistogram } from '../steps/run/RunReport.tsx';
import { ButtonLink } from '../ui/Button.tsx';
import { Section } from '../ui/Section.tsx';

export const meta = stepMeta('export');

export const handle: PageHandle<unknown> = { isWide: true };

export async function loader({ context, request }: LoaderFunctionArgs) {
  const deletion = await readDeletion(request);
  if (deletion && (await readSession(context)).state === 'none') {
    return { deletion, summary: null };
  }
  const session = await requireTestedSession(context);
  const [runs, metrics, buckets] = await Promise.all([
    context.api.batch.list(),
    context.api.batch.metrics(),
    context.api.batch.latencyDistribution(),
  ]);
  const models = session.connections.map(displayName);
  return { deletion: null, summary: { models, runs, metrics, buckets } };
}

/** Deletes the session. What it held is told by the page that follows. */
export async function action({ context }: ActionFunctionArgs) {
  try {
    const { connections } = await requireSession(context);
    const { deleted } = await context.api.session.delete();
    const headers = new Headers();
    headers.append('set-cookie', context.sessionCookie(''));
    headers.append('set-cookie', await writeDeletion({ ...deleted, keys: connections.length }));
    return redirect(steps.export.path, { headers });
  } catch (error) {
    throwIfSessionEnded(context, error);
    throw error;
  }
}

export default function Export() {
  const { deletion, summary } = useLoaderData<typeof loader>();
  if (deletion) return <SessionDeleted deletion={deletion} />;
  const { models, runs, metrics, buckets } = summary;
  const modelNames = listed(models);
  return (
    <>
      <StepHeading step="export" title="Keep the results, leave no trace">
        <p>
          {runs.length === 0
            ? `Nothing has been measured with ${modelNames} yet.`
            : `Everything measured with ${modelNames} in this session: ${plural(runs.length, 'run')}, ${plural(metrics.totalPrompts, 'result')}.`}
        </p>
      </StepHeading>
      <div className="space-y-12">
        {runs.length === 0 ? (
          <ButtonLink to={steps.batch.path} variant="primary">
            Start a run
          </ButtonLink>
        ) : (
          <>
            <MetricsWithHistogram metrics={metrics} buckets={buckets} />
            <Downloads runs={runs} />
          </>
        )}
        <Section title="Clean up">
          <DeleteSessionForm
            modelNames={modelNames}
            keys={models.length}
            runs={runs.length}
            results={metrics.totalPrompts}
          />
        </Section>
      </div>
      <StepFooter back="chat" />
    </>
  );
}

export { StepErrorBoundary as ErrorBoundary } from '../shell/StepErrorBoundary.tsx';
