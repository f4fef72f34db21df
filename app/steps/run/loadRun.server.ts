import { type AppLoadContext, redirect } from '@remix-run/node';
import { isStoppedByKey } from '../../../contract/runActivity.ts';
import { runDoubt } from '../../../contract/runDoubt.ts';
import { settingsInShort } from '../../../contract/runSettings.ts';
import { isRunOver } from '../../../contract/runs.ts';
import { latencyPoints } from '../../charts/latencyPoints.ts';
import type { Run, RunResult, Session } from '../../lib/api.ts';
import { runNotFound, throwIfSessionEnded } from '../../lib/wizardSession.server.ts';
import { loadPairVerdict } from '../verdict/loadPairVerdict.server.ts';
import type { ShownRun } from './RunView.tsx';
import { PAGE_SIZE, readResultQuery, resultHref, toResultsInput } from './resultQuery.ts';
import type { ShownResults } from './results/shownResults.ts';
import { toShownResults } from './results/toShownResults.ts';
import { readRunTab } from './runTabs.ts';
import type { ShownSettings } from './settings/SettingsTab.tsx';
import type { ShownSpeed } from './speed/SpeedTab.tsx';
import type { Summary } from './summary/RunSummary.tsx';

/** What a run's page has from the server; the rest of it is what was entered and not accepted. */
export type LoadedRun = Omit<ShownRun, 'comparable' | 'refusedTargets' | 'refusedGrading'>;

const SLOWEST_SHOWN = 12;

/** The run that an address names: its summary, and what its tab shows. */
export async function loadRun(
  context: AppLoadContext,
  testRunId: string,
  params: URLSearchParams,
  session: Session,
): Promise<LoadedRun> {
  const { api } = context;
  try {
    const run = (await api.batch.list()).find(({ id }) => id === testRunId);
    if (!run) throw runNotFound();
    const tab = readRunTab(params);
    const shown = {
      run,
      query: readResultQuery(run.id, params),
      tab,
      settingsInShort: settingsInShort(run.config),
    };
    const none = { live: [], summary: null, results: null, speed: null, settings: null };
    if (!isRunOver(run)) {
      const live = await loadLive(context, testRunId);
      // It may have ended meanwhile.
      return isRunOver(live.run)
        ? loadRun(context, testRunId, params, session)
        : { ...shown, ...none, ...live };
    }
    const metrics = context.api.batch.metrics({ testRunId });
    const [summary, results, speed, settings] = await Promise.all([
      loadSummary(context, run, metrics),
      tab === 'results' ? loadResults(context, run, params) : null,
      tab === 'speed' ? loadSpeed(context, run, metrics) : null,
      tab === 'settings' ? loadSettings(context, run, session, metrics) : null,
    ]);
    return { ...shown, ...none, summary, results, speed, settings };
  } catch (error) {
    throwIfSessionEnded(context, error);
    // An id that is none is as unknown as one that belongs to somebody else.
    if (context.foreseenProblem(error)) throw runNotFound();
    throw error;
  }
}

/** All results so far: what comes next is added to them in the browser. */
async function loadLive({ api }: AppLoadContext, testRunId: string) {
  const { run, results } = await api.batch.get({ testRunId });
  return { run, live: results };
}

/** Asked for once, for the summary and for the tab. */
type AskedMetrics = ReturnType<AppLoadContext['api']['batch']['metrics']>;

async function loadSummary(
  context: AppLoadContext,
  run: Run,
  asked: AskedMetrics,
): Promise<Summary> {
  const { batch } = context.api;
  const testRunId = run.id;
  const [metrics, accuracy, outcomes, verdict] = await Promise.all([
    asked,
    batch.accuracy({ testRunId }),
    batch.outcomes({ testRunId }),
    loadPairVerdict(context, run),
  ]);
  const doubt = runDoubt({ ...run, maxTokens: run.config.maxTokens, accuracy, outcomes });
  const isKeyRefused =
    isStoppedByKey(run.pace) || outcomes.some(({ keyRefused }) => keyRefused > 0);
  return { metrics, accuracy, outcomes, verdict, doubt, isKeyRefused };
}

async function loadResults(
  context: AppLoadContext,
  run: Run,
  params: URLSearchParams,
): Promise<ShownResults> {
  const { batch } = context.api;
  const testRunId = run.id;
  const query = readResultQuery(testRunId, params);
  const { category, search } = query;
  const [facets, categories, page, promptAnswers] = await Promise.all([
    batch.facets({ testRunId, category, search }),
    batch.categories({ testRunId }),
    batch.results(toResultsInput(query)),
    run.config.samples > 1 ? batch.promptAnswers({ testRunId }) : null,
  ]);
  // An old address may name a page that there is no longer.
  const pages = Math.ceil(page.total / PAGE_SIZE);
  if (pages > 0 && query.page > pages && page.results.length === 0) {
    throw redirect(resultHref(query, { page: pages }));
  }
  const shown = toShownResults(query, page);
  const { results } = page;
  const edge = { first: results[0], last: results.at(-1) }[params.get('open') ?? ''];
  if (edge) throw redirect(resultHref(shown.query, { page: shown.query.page, result: edge.id }));
  return {
    facets,
    categories,
    ...shown,
    opened: query.result === null ? null : await findOpened(context, query.result, results),
    promptAnswers,
  };
}

/** What an address opens: a row of the page, or else a result that is no longer among those that match. */
async function findOpened(
  { api, foreseenProblem }: AppLoadContext,
  resultId: string,
  results: RunResult[],
): Promise<RunResult | null> {
  const row = results.find(({ id }) => id === resultId);
  return (
    row ??
    api.batch.result({ resultId }).catch((error: unknown) => {
      if (foreseenProblem(error)) return null;
      throw error;
    })
  );
}

async function loadSpeed(
  { api }: AppLoadContext,
  run: Run,
  asked: AskedMetrics,
): Promise<ShownSpeed> {
  const { batch } = api;
  const testRunId = run.id;
  const [metrics, slo, buckets, { results }, slowest] = await Promise.all([
    asked,
    batch.sloAttainment({ testRunId }),
    batch.latencyDistribution({ testRunId }),
    batch.get({ testRunId }),
    batch.results({ testRunId, sort: 'latencyMs', direction: 'desc', limit: SLOWEST_SHOWN }),
  ]);
  return { metrics, slo, buckets, points: latencyPoints(results), slowest: slowest.results };
}

async function loadSettings(
  { api }: AppLoadContext,
  run: Run,
  { connections }: Session,
  asked: AskedMetrics,
): Promise<ShownSettings> {
  const { batch } = api;
  const testRunId = run.id;
  const [metrics, categories, first] = await Promise.all([
    asked,
    batch.categories({ testRunId }),
    batch.results({ testRunId, limit: 1 }),
  ]);
  const [result] = first.results;
  const connection = connections.find(({ connectionId }) => connectionId === run.connectionId);
  return {
    p50LatencyMs: metrics.p50LatencyMs,
    categories: categories.map(({ category }) => category),
    recipes: result ? await batch.reproduce({ resultId: result.id }) : null,
    adaptations: Object.values(connection?.adaptations ?? {}).map(({ change }) => change),
  };
}
