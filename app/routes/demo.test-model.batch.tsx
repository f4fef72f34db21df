import {
  type ActionFunctionArgs,
  type AppLoadContext,
  data,
  type LoaderFunctionArgs,
  redirect,
} from '@remix-run/node';
import {
  type ClientLoaderFunctionArgs,
  useActionData,
  useLoaderData,
  useLocation,
} from '@remix-run/react';
import { useEffect } from 'react';
import type { ProblemKind } from '../../contract/problemKinds.ts';
import { isRunOver } from '../../contract/runs.ts';
import type { RerunInput, Run, Session } from '../lib/api.ts';
import { formProblem } from '../lib/formProblem.ts';
import { LazyPart, loadParts } from '../lib/LazyPart.tsx';
import { stepMeta, steps } from '../lib/steps.ts';
import {
  problemOrThrow,
  requireTestedSession,
  runNotFound,
  throwIfSessionEnded,
} from '../lib/wizardSession.server.ts';
import type { PageHandle } from '../shell/pageHandle.ts';
import { StepFooter } from '../shell/StepFooter.tsx';
import { StepHeading } from '../shell/StepHeading.tsx';
import { loadComparison } from '../steps/comparison/loadComparison.server.ts';
import { openedResult } from '../steps/result/openedResult.ts';
import { regrade } from '../steps/run/grades/gradeActions.server.ts';
import { loadRun } from '../steps/run/loadRun.server.ts';
import { modelFieldLabels } from '../steps/run/modelsForm.ts';
import { RunList } from '../steps/run/RunList.tsx';
import { refusedKey } from '../steps/run/refusedKeyPart.ts';
import { narrowedResults } from '../steps/run/results/narrowedResults.ts';
import {
  hasOutcomesToShow,
  outcomeList,
  promptAnswersSection,
} from '../steps/run/results/resultsParts.ts';
import {
  editedFieldLabels,
  inputOf,
  readEditedPrompt,
  readRunForm,
  runFieldLabels,
  valuesForChoice,
  valuesOfRun,
  withPacePreset,
} from '../steps/run/runForm.ts';
import { runForms } from '../steps/run/runForms.server.ts';
import { comparisonView, editedPrompt, runSetup, runView } from '../steps/run/runParts.ts';
import { liveCharts } from '../steps/run/speed/liveCharts.ts';
import { readTargetsForm, targetLabels } from '../steps/run/speed/targetsForm.ts';
import { liveProgress, liveRun, settingsTab, speedTab } from '../steps/run/tabParts.ts';
import { toSuiteChoice } from '../steps/suite/suiteChoice.ts';
import { readSuiteChoice } from '../steps/suite/suiteCookie.server.ts';
import { comparableRuns } from '../steps/verdict/chosenRuns.ts';

export const meta = stepMeta('batch');

export const handle: PageHandle<Awaited<ReturnType<typeof loader>>> = {
  isWide: true,
  fillsScreen: ({ shown }) => shown !== null,
  refreshSeconds: ({ shown, compared }) => {
    const runs = compared?.runs ?? (shown ? [shown.run] : []);
    return runs.every(isRunOver) ? 0 : 2;
  },
};

/**
 * Shows the run or the comparison that the address names, else what was started last, else the form that starts
 * something.
 */
export async function loader({ context, request }: LoaderFunctionArgs) {
  const session = await requireTestedSession(context);
  const query = new URL(request.url).searchParams;
  const runs = await context.api.batch.list();
  const comparisonId = query.get('comparison');
  const runId = query.get('run');
  const isNamed = runId !== null || comparisonId !== null || query.has('new');
  if (!isNamed && runs[0] && !query.has('edit')) throw redirect(pathOf(runs[0]));
  const edited = query.has('edit')
    ? await loadEditedPrompt(context, runs, query.get('edit'))
    : null;
  return {
    connections: session.connections,
    runs,
    compared: comparisonId ? await loadComparison(context, comparisonId) : null,
    shown: runId ? await loadRun(context, runId, query, session) : null,
    setup:
      runId || comparisonId || edited
        ? null
        : await loadRunSetup(context, request, { session, runs, runToRepeat: query.get('again') }),
    edited,
  };
}

type Loaded = Awaited<ReturnType<typeof loader>>;

/**
 * In the browser: what shows the data comes with it. Where only other results of the same run are asked for, the
 * figures above them need not be worked out anew.
 */
export async function clientLoader(args: ClientLoaderFunctionArgs) {
  const loaded = await loadData(args);
  await loadParts(partsOf(loaded));
  return loaded;
}

async function loadData({ request, serverLoader }: ClientLoaderFunctionArgs): Promise<Loaded> {
  const { search, data: before } = shownBefore ?? {};
  const params = new URL(request.url).searchParams;
  if (before?.shown?.results) {
    const known = { params: new URLSearchParams(search), results: before.shown.results };
    // Why it is refused is said by the server.
    const results = await narrowedResults(known, params).catch(() => null);
    if (results) return { ...before, shown: { ...before.shown, query: results.query, results } };
  }
  return (await serverLoader<typeof loader>()) as Loaded;
}

/** The parts of the page that data is shown by. */
function partsOf({ setup, edited, shown, compared }: Loaded) {
  return [
    ...(setup ? [runSetup] : []),
    ...(edited ? [editedPrompt] : []),
    ...(compared ? [comparisonView] : []),
    ...(shown ? [runView] : []),
    ...(shown && !shown.summary ? [liveProgress, liveRun] : []),
    ...(shown && !shown.summary && shown.tab === 'speed' ? [liveCharts] : []),
    ...(shown?.results?.opened ? [openedResult] : []),
    ...(shown?.summary?.isKeyRefused ? [refusedKey] : []),
    ...(shown?.results && hasOutcomesToShow(shown.summary?.outcomes ?? []) ? [outcomeList] : []),
    ...(shown?.results?.promptAnswers ? [promptAnswersSection] : []),
    ...(shown?.speed ? [speedTab] : []),
    ...(shown?.settings ? [settingsTab] : []),
  ];
}

/** What the page shows, and of which address; in the browser only. */
let shownBefore: { search: string; data: Loaded } | null = null;

export async function action({ context, request }: ActionFunctionArgs) {
  const { fields, form } = await context.readForm(runForms);
  const { batch } = context.api;
  switch (fields.intent) {
    case 'cancel': {
      const { testRunId } = fields;
      // It was over before the button was pressed: the page that follows shows that.
      await batch.cancel({ testRunId }).catch(exceptFor(context, 'run_not_active'));
      return redirectToRun(context, testRunId);
    }
    case 'resume': {
      const { testRunId } = fields;
      // It goes on already, or has nothing left to ask: the page that follows shows that.
      await batch.resume({ testRunId }).catch(exceptFor(context, 'run_not_resumable'));
      return redirectToRun(context, testRunId);
    }
    case 'rerun': {
      const { testRunId, outcome: outcomes, probablyTruncated, config } = fields;
      // The procedure says what is wrong with the settings.
      const changes = config as RerunInput['config'];
      const run = await batch
        .rerun({ testRunId, outcomes, probablyTruncated, config: changes })
        .catch(exceptFor(context));
      return redirect(`${steps.batch.path}?run=${run?.id}`);
    }
    case 'rename': {
      const { testRunId, name } = fields;
      await batch.rename({ testRunId, name }).catch(exceptFor(context));
      return redirectToSelf(request);
    }
    case 'run-edited':
      return startEditedPrompt(context, request, form);
    case 'overrule': {
      const { resultId, pass, note } = fields;
      await batch.overrule({ resultId, pass, note }).catch(exceptFor(context));
      return redirectToSelf(request);
    }
    case 'grade': {
      const grading = await regrade(context, form);
      if (!grading) return redirectToSelf(request);
      return data({ ...shownAsLoaded, grading }, { status: grading.problem.status });
    }
    case 'set-targets':
      return setTargets(context, request, form);
    default:
      return startOrEstimate(context, form);
  }
}

export default function Batch() {
  const loaded = useLoaderData<typeof loader>();
  const { connections, runs, shown, compared, setup, edited } = loaded;
  const refused = useActionData<typeof action>();
  const { search } = useLocation();
  useEffect(() => {
    shownBefore = { search, data: loaded };
    return () => {
      shownBefore = null;
    };
  }, [search, loaded]);
  // Those that were started with what is shown have a link of their own.
  const shownComparison = compared?.comparison.id ?? shown?.run.comparisonId;
  const otherRuns = runs.filter(
    ({ id, comparisonId }) =>
      id !== shown?.run.id && (!comparisonId || comparisonId !== shownComparison),
  );
  return (
    <>
      {setup && (
        <>
          <StepHeading step="batch" title="Start a run" />
          <LazyPart
            component={runSetup}
            props={{
              suites: setup.suites,
              connections,
              values: refused?.values ?? setup.values,
              idempotencyKey: setup.idempotencyKey,
              problem: refused?.problem ?? null,
              isShownAgain: refused?.values !== undefined && refused.problem === null,
              estimate: refused ? refused.estimate : setup.estimate,
            }}
          />
        </>
      )}
      {edited && (
        <>
          <StepHeading step="batch" title="Run it again, edited">
            <p>
              The prompt goes to {edited.run.modelName} as a run of its own, beside the earlier one.
            </p>
          </StepHeading>
          <LazyPart
            component={editedPrompt}
            props={{
              ...edited,
              config: edited.run.config,
              values: refused?.edited ?? edited.values,
              problem: refused?.problem ?? null,
            }}
          />
        </>
      )}
      {shown && (
        <LazyPart
          key={shown.run.id}
          component={runView}
          props={{
            ...shown,
            comparable: comparableRuns(shown.run, runs),
            refusedTargets: refused?.targets ?? null,
            refusedGrading: refused?.grading ?? null,
          }}
        />
      )}
      {compared && (
        <LazyPart key={compared.comparison.id} component={comparisonView} props={compared} />
      )}
      {otherRuns.length > 0 && (
        <RunList
          title={shown || compared ? 'Other runs of this session' : 'Runs so far'}
          runs={otherRuns}
        />
      )}
      <StepFooter
        back="model"
        next={runs.length > 0 ? 'chat' : undefined}
        primary={(compared?.runs ?? (shown ? [shown.run] : [])).some(isRunOver)}
      />
    </>
  );
}

export { StepErrorBoundary as ErrorBoundary } from '../shell/StepErrorBoundary.tsx';

async function loadRunSetup(
  context: AppLoadContext,
  request: Request,
  { session, runs, runToRepeat }: { session: Session; runs: Run[]; runToRepeat: string | null },
) {
  const { api } = context;
  const { connections } = session;
  const suites = await api.suite.list();
  const repeated = runToRepeat ? await loadPrompts(api, runToRepeat).catch(() => null) : null;
  const values = repeated
    ? valuesOfRun(suites, { ...repeated, together: startedWith(repeated.run, runs) }, connections)
    : valuesForChoice(suites, toSuiteChoice(await readSuiteChoice(request)), connections);
  const named = new URL(request.url).searchParams.get('suite');
  if (suites.some(({ id }) => id === named)) values.suite = named as string;
  const estimate = await api.batch.estimate(inputOf(values)).catch(nullIfRefused(context));
  return { suites, values, estimate, idempotencyKey: crypto.randomUUID() };
}

/** The runs of the start that a run is of, itself among them. */
function startedWith(run: Run, runs: Run[]): Run[] {
  const { comparisonId } = run;
  return comparisonId ? runs.filter((each) => each.comparisonId === comparisonId) : [run];
}

/** Where a run is shown: with those that were started with it. */
function pathOf({ id, comparisonId }: Pick<Run, 'id' | 'comparisonId'>): string {
  return `${steps.batch.path}?${comparisonId ? `comparison=${comparisonId}` : `run=${id}`}`;
}

async function redirectToRun(context: AppLoadContext, testRunId: string) {
  const run = (await context.api.batch.list()).find(({ id }) => id === testRunId);
  return redirect(pathOf(run ?? { id: testRunId, comparisonId: null }));
}

/** A run and its prompts. */
async function loadPrompts(api: AppLoadContext['api'], testRunId: string) {
  const [{ run }, prompts] = await Promise.all([
    api.batch.get({ testRunId }),
    api.batch.prompts({ testRunId }),
  ]);
  return { run, prompts };
}

/** The prompt of a result, to be changed, and the settings it was run with. */
async function loadEditedPrompt(context: AppLoadContext, runs: Run[], resultId: string | null) {
  const result = await context.api.batch
    .result({ resultId: resultId ?? '' })
    .catch((error: unknown) => {
      throwIfSessionEnded(context, error);
      if (context.foreseenProblem(error)) throw runNotFound();
      throw error;
    });
  const run = runs.find(({ id }) => id === result.testRunId);
  if (!run) throw runNotFound();
  const values = { prompt: result.prompt, expectedAnswer: result.expectedAnswer ?? '' };
  return { result, run, values, idempotencyKey: crypto.randomUUID() };
}

/** What an action answers of the parts of the page that it leaves as they are. */
const shownAsLoaded = {
  values: null,
  edited: null,
  problem: null,
  targets: null,
  grading: null,
  estimate: null,
};

/** Starts what the form says; or only works something out and shows the form again. */
async function startOrEstimate(context: AppLoadContext, form: FormData) {
  const { api } = context;
  const { values, input } = readRunForm(form);
  const withPace = withPacePreset(form, values);
  try {
    if (withPace) {
      const estimate = await api.batch.estimate(inputOf(withPace)).catch(nullIfRefused(context));
      return data({ ...shownAsLoaded, values: withPace, estimate });
    }
    if (form.get('intent') === 'estimate') {
      return data({ ...shownAsLoaded, values, estimate: await api.batch.estimate(input) });
    }
    return redirect(pathOf(await api.batch.start(input)));
  } catch (error) {
    throwIfSessionEnded(context, error);
    const labels = {
      ...runFieldLabels,
      ...modelFieldLabels(Object.keys(values.models?.own ?? {})),
    };
    const problem = formProblem(problemOrThrow(context, error), labels);
    // What was refused for another reason than its fields can be estimated.
    const estimate = await api.batch.estimate(input).catch(nullIfRefused(context));
    return data({ ...shownAsLoaded, values, problem, estimate }, { status: problem.status });
  }
}

/** Starts a run of one changed prompt. */
async function startEditedPrompt(context: AppLoadContext, request: Request, form: FormData) {
  const resultId = new URL(request.url).searchParams.get('edit');
  const { result, run: earlier } = await loadEditedPrompt(
    context,
    await context.api.batch.list(),
    resultId,
  );
  const edited = readEditedPrompt(form);
  try {
    const run = await context.api.batch.start({
      prompts: [
        {
          prompt: edited.prompt,
          expected_answer: edited.expectedAnswer.trim() || undefined,
          category: result.category ?? undefined,
        },
      ],
      config: earlier.config,
      models: earlier.connectionId ? [earlier.connectionId] : undefined,
      idempotencyKey: String(form.get('idempotencyKey') ?? '') || undefined,
    });
    return redirect(`${steps.batch.path}?run=${run.id}`);
  } catch (error) {
    throwIfSessionEnded(context, error);
    const problem = formProblem(problemOrThrow(context, error), editedFieldLabels);
    return data({ ...shownAsLoaded, edited, problem }, { status: problem.status });
  }
}

/** To the page that the form stands on. */
function redirectToSelf(request: Request) {
  const { pathname, search } = new URL(request.url);
  return redirect(`${pathname}${search}`);
}

/** Sets the targets of a run, and shows the page as it was. */
async function setTargets(context: AppLoadContext, request: Request, form: FormData) {
  const { values, input } = readTargetsForm(form);
  try {
    await context.api.batch.setTargets(input);
    return redirectToSelf(request);
  } catch (error) {
    throwIfSessionEnded(context, error);
    const problem = formProblem(problemOrThrow(context, error), targetLabels);
    return data({ ...shownAsLoaded, targets: { values, problem } }, { status: problem.status });
  }
}

/** Passes errors on, but for refusals of these kinds, which the page that follows explains. */
function exceptFor(context: AppLoadContext, ...kinds: ProblemKind[]) {
  return (error: unknown): undefined => {
    throwIfSessionEnded(context, error);
    const problem = context.foreseenProblem(error);
    if (!problem || !kinds.includes(problem.kind)) throw error;
  };
}

/** What is not ready to be estimated is said when it is sent. */
function nullIfRefused(context: AppLoadContext) {
  return (error: unknown): null => {
    throwIfSessionEnded(context, error);
    problemOrThrow(context, error);
    return null;
  };
}
