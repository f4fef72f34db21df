import type { AppLoadContext } from '@remix-run/node';
import { isRunOver } from '../../../contract/runs.ts';
import type { RunResult } from '../../lib/api.ts';
import { runNotFound, throwIfSessionEnded } from '../../lib/wizardSession.server.ts';
import { resultLabel } from '../run/runLabels.ts';

/** So many results are read at once. */
const PAGE = 1_000;

/**
 * Everything that a run has brought, for one page on paper.
 * @throws Response 404 where there is no such run, or it still goes on
 */
export async function loadReport(context: AppLoadContext, testRunId: string) {
  const { batch } = context.api;
  try {
    const { run } = await batch.get({ testRunId });
    if (!isRunOver(run)) throw runNotFound();
    const [metrics, accuracy, outcomes] = await Promise.all([
      batch.metrics({ testRunId }),
      batch.accuracy({ testRunId }),
      batch.outcomes({ testRunId }),
    ]);
    const results: RunResult[] = [];
    for (;;) {
      const page = await batch.results({ testRunId, limit: PAGE, offset: results.length });
      results.push(...page.results);
      if (page.results.length < PAGE) break;
    }
    return { run, metrics, accuracy, outcomes, answers: results.map(reported) };
  } catch (error) {
    throwIfSessionEnded(context, error);
    // An id that is none is as unknown as one that belongs to somebody else.
    if (context.foreseenProblem(error)) throw runNotFound();
    throw error;
  }
}

export type Report = Awaited<ReturnType<typeof loadReport>>;

/** Longer texts are cut: a page on paper is read, and the exports have all. */
const MAX_CHARACTERS = 10_000;

/** What of a result is printed. */
function reported(result: RunResult) {
  const { outcome, success, correct, promptCut, probablyTruncated, overrule } = result;
  return {
    label: resultLabel({ outcome, success, correct, promptCut, probablyTruncated, overrule }),
    id: result.id,
    promptIndex: result.promptIndex,
    sample: result.sample,
    category: result.category,
    prompt: shortened(result.prompt),
    response: result.response && shortened(result.response),
    expectedAnswer: result.expectedAnswer && shortened(result.expectedAnswer),
    error: result.error,
    latencyMs: result.latencyMs,
    reason: result.grade?.reason ?? null,
    note: overrule?.note ?? null,
  };
}

function shortened(text: string): string {
  return text.length > MAX_CHARACTERS
    ? `${text.slice(0, MAX_CHARACTERS).toWellFormed()} … (cut; the exports have all of it)`
    : text;
}
