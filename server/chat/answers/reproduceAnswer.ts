import type { CallRecipes } from '../../../contract/callRecipes.ts';
import type { Db } from '../../../db/engine/index.ts';
import { type ApiKeyCipher, reproducedEndpoint } from '../../connections/index.ts';
import { reproduceRequest } from '../../endpoint/index.ts';
import type { Session } from '../../sessions/index.ts';
import { findMessage, messagesBefore, questionOf } from '../chatStore.ts';
import { composePrompt } from '../context/composePrompt.ts';
import { contextBudget } from '../context/contextBudget.ts';
import type { EvidenceStore } from '../context/evidence.ts';
import { answerSettings } from './answerSettings.ts';

/**
 * The call behind an answer as curl, TypeScript and promptfoo YAML, with a placeholder for the key.
 * The evidence in its system prompt is that of the results as they are now.
 * @throws DomainError `message_not_found`, also when the message is somebody else's
 */
export async function reproduceAnswer(
  deps: { db: Db; cipher: ApiKeyCipher; evidence: EvidenceStore },
  session: Session,
  messageId: string,
): Promise<CallRecipes> {
  const answer = await findMessage(deps.db, session.sessionHash, messageId);
  const question = await questionOf(deps.db, answer);
  const history = await messagesBefore(deps.db, question);
  const evidence = await deps.evidence.gather(session, question);
  const budget = contextBudget(session.connection.connectionReport);
  const { messages, maxTokens } = composePrompt(evidence, { question, history }, budget);
  return reproduceRequest(reproducedEndpoint(deps, session), {
    ...answerSettings,
    maxTokens,
    messages,
  });
}
