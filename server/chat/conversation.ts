import type { Db } from '../../db/client.ts';
import { getPromptResults, getSessionMetrics } from '../analytics/index.ts';
import { listRuns } from '../batch/index.ts';
import type { ChatTurn } from '../endpoint/index.ts';
import type { Session } from '../session/index.ts';
import type { ChatMessage } from './chatStore.ts';
import { buildSystemPrompt } from './systemPrompt.ts';

const RESULTS_SHOWN = 20;
const TURNS_KEPT = 20;

/** The system prompt about the newest run, then the last turns of the conversation. */
export async function buildConversation(
  db: Db,
  session: Session,
  turns: Pick<ChatMessage, 'role' | 'content'>[],
): Promise<ChatTurn[]> {
  const { sessionId } = session;
  const [run] = await listRuns(db, sessionId);
  const metrics = await getSessionMetrics(db, { sessionId, testRunId: run?.id });
  const { results } = await getPromptResults(db, sessionId, {
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
  const kept = turns
    .filter((turn) => turn.content.trim() !== '')
    .slice(-TURNS_KEPT)
    .map(({ role, content }) => ({ role, content }));
  return [{ role: 'system', content: system }, ...kept];
}
