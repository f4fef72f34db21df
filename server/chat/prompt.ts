import type { Evidence } from '../../db/chatFindings.ts';
import type { Db } from '../../db/client.ts';
import { getPromptResults, getSessionMetrics } from '../analytics/index.ts';
import { listRuns } from '../batch/index.ts';
import type { ChatTurn } from '../endpoint/index.ts';
import type { Session } from '../session/index.ts';
import type { ChatMessage } from './chatStore.ts';
import { buildSystemPrompt } from './systemPrompt.ts';

const RESULTS_SHOWN = 20;
const TURNS_KEPT = 20;

export interface PromptInput {
  question: Pick<ChatMessage, 'content' | 'discussedResultId'>;
  /** The turns before it, oldest first. */
  history: Pick<ChatMessage, 'role' | 'content'>[];
}

/** What is sent to the model, and what of the results is in it. */
export interface Prompt {
  messages: ChatTurn[];
  runIds: string[];
  evidence: Evidence | null;
}

/** The system prompt about the newest run, then the last turns of the conversation. */
export async function buildPrompt(
  db: Db,
  session: Session,
  { question, history }: PromptInput,
): Promise<Prompt> {
  const { sessionId } = session;
  const [run] = await listRuns(db, sessionId);
  const metrics = await getSessionMetrics(db, { sessionId, testRunId: run?.id });
  const { results, total } = await getPromptResults(db, sessionId, {
    testRunId: run?.id,
    sort: 'latencyMs',
    direction: 'desc',
    filter: 'all',
    category: '',
    search: '',
    limit: RESULTS_SHOWN,
    offset: 0,
  });
  const system = buildSystemPrompt({
    modelName: session.modelName ?? session.modelId,
    run,
    metrics,
    results,
  });
  const kept = history
    .filter((turn) => turn.content.trim() !== '')
    .slice(-TURNS_KEPT)
    .map(({ role, content }) => ({ role, content }));
  const citable = results.map((result) => ({
    resultId: result.id,
    runId: result.testRunId,
    label: `#${result.promptIndex + 1}`,
  }));
  return {
    messages: [
      { role: 'system', content: system },
      ...kept,
      { role: 'user', content: question.content },
    ],
    runIds: run ? [run.id] : [],
    evidence: run ? { given: results.length, total, results: citable } : null,
  };
}
