import {
  type ActionFunctionArgs,
  type AppLoadContext,
  type LoaderFunctionArgs,
  redirect,
} from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import type { Run } from '../lib/api.ts';
import { plural } from '../lib/format.ts';
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
import { ComparedFigures } from '../steps/comparison/ComparedFigures.tsx';
import { Downloads } from '../steps/export/Downloads.tsx';
import { readDeletion, writeDeletion } from '../steps/export/deletionCookie.server.ts';
import { END_ID, EndSessionForm } from '../steps/export/EndSessionForm.tsx';
import { loadSessionContents } from '../steps/export/loadSessionContents.server.ts';
import { SessionDeleted } from '../steps/export/SessionDeleted.tsx';
import { MetricsWithHistogram } from '../steps/run/speed/MetricsWithHistogram.tsx';
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
  const contents = await loadSessionContents(context, session);
  return {
    deletion: null,
    summary: {
      ...contents,
      isEndAsked: new URL(request.url).searchParams.has('end'),
      figures: await loadFigures(context.api.batch, contents.runs),
    },
  };
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
  const { modelNames, runs, keys, results, figures, isEndAsked } = summary;
  return (
    <>
      <StepHeading step="export" title="Keep the results, leave no trace">
        <p>
          {runs.length === 0
            ? `Nothing has been measured with ${modelNames} yet.`
            : `Everything measured with ${modelNames} in this session: ${plural(runs.length, 'run')}, ${plural(results, 'result')}.`}
        </p>
      </StepHeading>
      <div className="space-y-12">
        {runs.length === 0 ? (
          <ButtonLink to={steps.batch.path} variant="primary">
            Start a run
          </ButtonLink>
        ) : (
          <>
            {figures.ofRuns ? (
              <Section title="Figures of each run">
                <p className="mb-4 max-w-prose text-muted">
                  Results of different models are never counted together.
                </p>
                <ComparedFigures runs={runs} metrics={figures.ofRuns} />
              </Section>
            ) : (
              <MetricsWithHistogram metrics={figures.metrics} buckets={figures.buckets} />
            )}
            <Downloads runs={runs} />
          </>
        )}
        <Section title="End this session" id={END_ID} className="scroll-mt-4">
          <EndSessionForm
            modelNames={modelNames}
            keys={keys}
            runs={runs.length}
            results={results}
            isAsked={isEndAsked}
          />
        </Section>
      </div>
      <StepFooter back="chat" />
    </>
  );
}

export { StepErrorBoundary as ErrorBoundary } from '../shell/StepErrorBoundary.tsx';

/** The figures of the whole session; where it asked several models, those of each run in their place. */
async function loadFigures(batch: AppLoadContext['api']['batch'], runs: Run[]) {
  // Two endpoints may call different models by one id.
  const models = new Set(runs.map(({ connectionId, modelId }) => `${connectionId} ${modelId}`));
  if (models.size > 1) {
    const ofRuns = await Promise.all(
      runs.map(async ({ id }) => [id, await batch.metrics({ testRunId: id })] as const),
    );
    return { ofRuns: Object.fromEntries(ofRuns) };
  }
  const [metrics, buckets] = await Promise.all([batch.metrics(), batch.latencyDistribution()]);
  return { ofRuns: null, metrics, buckets };
}
