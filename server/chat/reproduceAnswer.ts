import type { Db } from '../../db/client.ts';
import { reproduceRequest } from '../endpoint/index.ts';
import { type ApiKeyCipher, endpointOf, type Session } from '../session/index.ts';
import { answerSettings } from './answerSettings.ts';
import { findMessage, messagesBefore, questionOf } from './chatStore.ts';
import { contextBudget } from './contextBudget.ts';
import { gatherEvidence } from './evidence.ts';
import { composePrompt } from './prompt.ts';

/**
 * The call behind an answer as curl, TypeScript and promptfoo YAML, with a placeholder for the key.
 * The evidence in its system prompt is that of the results as they are now.
 * @throws DomainError `message_not_found`, also when the message is somebody else's
 */
export async function reproduceAnswer(
  deps: { db: Db; cipher: ApiKeyCipher },
  session: Session,
  messageId: string,
): Promise<ReturnType<typeof reproduceRequest>> {
  const answer = await findMessage(deps.db, session.sessionId, messageId);
  const question = await questionOf(deps.db, answer);
  const history = await messagesBefore(deps.db, question);
  const evidence = await gatherEvidence(deps.db, session, question);
  const budget = contextBudget(session.connectionReport);
  const { messages, maxTokens } = composePrompt(evidence, { question, history }, budget);
  return reproduceRequest(endpointOf(deps, session), { ...answerSettings, maxTokens, messages });
}
