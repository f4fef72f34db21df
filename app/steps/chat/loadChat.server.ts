import type { AppLoadContext } from '@remix-run/node';
import { displayName } from '../../../contract/displayName.ts';
import type { Run, Session } from '../../lib/api.ts';
import { modelsOf } from '../run/runLabels.ts';
import type { ComparedInChat } from './ComparedRunsNote.tsx';

/** The conversation, and what an address says it is about: a result, two runs, or the newest run. */
export async function loadChat({ api }: AppLoadContext, session: Session, query: URLSearchParams) {
  const discussedId = query.get('discuss');
  const [messages, runs, suggestions, discussed] = await Promise.all([
    api.chat.list(),
    api.batch.list(),
    api.chat.suggestions(),
    // A result that is none is as if it had not been named.
    discussedId === null ? null : api.batch.result({ resultId: discussedId }).catch(() => null),
  ]);
  const compared = comparedIn(query, runs);
  const testRunId = discussed?.testRunId ?? compared?.candidate.id ?? runs[0]?.id;
  const run = runs.find(({ id }) => id === testRunId) ?? null;
  return {
    modelName: displayName(session),
    describes: describedBy(session, run, runs, compared),
    messages,
    runs,
    run,
    metrics: await api.batch.metrics(testRunId ? { testRunId } : {}),
    suggestions: compared ? comparisonQuestions : suggestions,
    discussed,
    compared,
    pageKey: crypto.randomUUID(),
  };
}

export type LoadedChat = Awaited<ReturnType<typeof loadChat>>;

/** The two runs that the address names, where the session has both. */
function comparedIn(query: URLSearchParams, runs: Run[]): ComparedInChat | null {
  const [candidate, baseline] = ['candidate', 'baseline'].map((name) =>
    runs.find(({ id }) => id === query.get(name)),
  );
  return candidate && baseline && candidate.id !== baseline.id ? { candidate, baseline } : null;
}

const comparisonQuestions = [
  { question: 'Which of the two is better, and where?' },
  { question: 'What do the lost prompts have in common?' },
  { question: 'What do the gained prompts have in common?' },
];

/** Whose results the model that answers is asked about: a comparison is shown to it by its first two runs. */
function describedBy(
  { connections }: Session,
  run: Run | null,
  runs: Run[],
  compared: ComparedInChat | null,
): string {
  const answering = connections.find(({ role }) => role === 'candidate') ?? connections[0];
  const shown = compared
    ? [compared.candidate, compared.baseline]
    : run?.comparisonId
      ? runs.filter(({ comparisonId }) => comparisonId === run.comparisonId).slice(0, 2)
      : [run].filter((each) => each !== null);
  const areItsOwn = shown.every(
    ({ connectionId }) => !connectionId || connectionId === answering?.connectionId,
  );
  return areItsOwn ? 'its own results' : `the results of ${modelsOf(shown)}`;
}
