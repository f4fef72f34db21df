import type { CallRecipes } from '../../contract/callRecipes.ts';
import type { Db } from '../../db/engine/index.ts';
import { type ApiKeyCipher, reproducedEndpoint } from '../connections/index.ts';
import { reproduceRequest } from '../endpoint/index.ts';
import { findResult } from '../results/index.ts';
import type { Session } from '../sessions/index.ts';
import { messagesFor } from './promptMessages.ts';
import { findRun } from './runStore.ts';

/**
 * The call behind a result as curl, TypeScript and promptfoo YAML, with a placeholder for the key.
 * @throws DomainError `result_not_found`, also when the result is somebody else's
 */
export async function reproduceResult(
  deps: { db: Db; cipher: ApiKeyCipher },
  session: Session,
  resultId: string,
): Promise<CallRecipes> {
  const result = await findResult(deps.db, session.sessionHash, resultId);
  const { config } = await findRun(deps.db, session.sessionHash, result.testRunId);
  const endpoint = { ...reproducedEndpoint(deps, session), modelId: result.modelId };
  const request = { ...config, messages: messagesFor(config, result.prompt) };
  return reproduceRequest(endpoint, request, result.expectedAnswer ?? undefined);
}
