import {
  type ActionFunctionArgs,
  type AppLoadContext,
  data,
  type LoaderFunctionArgs,
  redirect,
} from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { RunList } from '../components/wizard/RunList.tsx';
import { RunSetup } from '../components/wizard/RunSetup.tsx';
import { RunView } from '../components/wizard/RunView.tsx';
import { StepFooter } from '../components/wizard/StepFooter.tsx';
import { StepHeading } from '../components/wizard/StepHeading.tsx';
import { toApiProblem } from '../lib/apiProblem.ts';
import { readSuiteChoice } from '../lib/cookies.server.ts';
import { formProblem } from '../lib/formProblem.ts';
import type { PageHandle } from '../lib/pageHandle.ts';
import { readResultQuery, toResultsInput } from '../lib/resultQuery.ts';
import {
  readRerunForm,
  readRunForm,
  runFieldLabels,
  valuesForChoice,
  valuesOfRun,
} from '../lib/runForm.ts';
import { isOver } from '../lib/runProgressState.ts';
import { stepMeta, steps } from '../lib/steps.ts';
import { toSuiteChoice } from '../lib/suiteChoice.ts';
import {
  requireTestedSession,
  throwIfRefused,
  throwIfSessionEnded,
} from '../lib/wizardSession.server.ts';

export const meta = stepMeta('batch');

export const handle: PageHandle<Awaited<ReturnType<typeof loader>>> = {
  wide: true,
  refreshSeconds: ({ shown }) => (shown && !isOver(shown.run) ? 2 : 0),
};

/** Shows the run that the address names, else the newest, else the form that starts one. */
export async function loader({ context, request }: LoaderFunctionArgs) {
  const session = await requireTestedSession(context);
  const query = new URL(request.url).searchParams;
  const runs = await context.api.batch.list();
  const runId = query.get('run') ?? (query.has('new') ? null : runs[0]?.id);
  if (runId && !query.has('run')) throw redirect(`${steps.batch.path}?run=${runId}`);
  return {
    modelName: session.modelName ?? session.modelId,
    runs,
    shown: runId ? await loadRun(context, runId, query) : null,
    setup: runId ? null : await loadSetup(context, request, query.get('again')),
  };
}

export async function action({ context, request }: ActionFunctionArgs) {
  const form = await request.formData();
  if (form.get('intent') === 'cancel') {
    const testRunId = String(form.get('testRunId'));
    try {
      await context.api.batch.cancel({ testRunId });
    } catch (error) {
      throwIfSessionEnded(error);
      // It was over before the button was pressed: the page that follows shows that.
      if (toApiProblem(error)?.kind !== 'run_not_active') throw error;
    }
    return redirect(`${steps.batch.path}?run=${testRunId}`);
  }
  if (form.get('intent') === 'resume') {
    const testRunId = String(form.get('testRunId'));
    await context.api.batch.resume({ testRunId }).catch((error: unknown) => {
      throwIfRefused(error);
      // It goes on already, or has nothing left to ask: the page that follows shows that.
      if (toApiProblem(error)?.kind !== 'run_not_resumable') throw error;
    });
    return redirect(`${steps.batch.path}?run=${testRunId}`);
  }
  if (form.get('intent') === 'rerun') {
    const run = await context.api.batch.rerun(readRerunForm(form)).catch((error: unknown) => {
      throwIfRefused(error);
      throw error;
    });
    return redirect(`${steps.batch.path}?run=${run.id}`);
  }
  const { values, input } = readRunForm(form);
  try {
    const run = await context.api.batch.start(input);
    return redirect(`${steps.batch.path}?run=${run.id}`);
  } catch (error) {
    throwIfSessionEnded(error);
    const problem = formProblem(error, runFieldLabels);
    return data({ values, problem }, { status: problem.status });
  }
}

export default function Batch() {
  const { modelName, runs, shown, setup } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const others = runs.filter((run) => run.id !== shown?.run.id);
  return (
    <>
      {setup && (
        <>
          <StepHeading step="batch" title="Run the batch test">
            <p>
              The prompts go to {modelName}, as fast as it takes them. You see each answer as it
              arrives, and you can stop at any time.
            </p>
          </StepHeading>
          <RunSetup
            suites={setup.suites}
            values={refused?.values ?? setup.values}
            idempotencyKey={setup.idempotencyKey}
            problem={refused?.problem ?? null}
          />
        </>
      )}
      {shown && <RunView key={shown.run.id} {...shown} />}
      {others.length > 0 && (
        <RunList title={shown ? 'Other runs of this session' : 'Runs so far'} runs={others} />
      )}
      <StepFooter
        back="model"
        next={runs.length > 0 ? 'chat' : undefined}
        primary={shown !== null && isOver(shown.run)}
      />
    </>
  );
}

export { StepErrorBoundary as ErrorBoundary } from '../components/wizard/StepErrorBoundary.tsx';

async function loadRun({ api }: AppLoadContext, testRunId: string, params: URLSearchParams) {
  try {
    const { run, results } = await api.batch.get({ testRunId });
    const query = readResultQuery(run.id, params);
    const elapsedMs = (run.completedAt ?? new Date()).getTime() - run.startedAt.getTime();
    if (!isOver(run)) {
      return { run, elapsedMs, results, total: results.length, query, report: null };
    }
    const [metrics, buckets, outcomes, categories, page] = await Promise.all([
      api.batch.metrics({ testRunId }),
      api.batch.latencyDistribution({ testRunId }),
      api.batch.outcomes({ testRunId }),
      api.batch.categories({ testRunId }),
      api.batch.results(toResultsInput(query)),
    ]);
    return { run, elapsedMs, ...page, query, report: { metrics, buckets, outcomes, categories } };
  } catch (error) {
    throwIfSessionEnded(error);
    // An id that is none is as unknown as one that belongs to somebody else.
    if (toApiProblem(error)) throw data(null, { status: 404 });
    throw error;
  }
}

async function loadSetup({ api }: AppLoadContext, request: Request, again: string | null) {
  const suites = await api.suite.list();
  const repeated = again ? await api.batch.get({ testRunId: again }).catch(() => null) : null;
  const values = repeated
    ? valuesOfRun(suites, repeated.run, repeated.results)
    : valuesForChoice(suites, toSuiteChoice(await readSuiteChoice(request)));
  return { suites, values, idempotencyKey: crypto.randomUUID() };
}
