import { and, eq } from 'drizzle-orm';
import type { Db } from '../../db/client.ts';
import { batchTestResults } from '../../db/schema.ts';
import { DomainError } from '../domainError.ts';
import { reproduceRequest } from '../endpoint/index.ts';
import { type ApiKeyCipher, endpointOf, type Session } from '../session/index.ts';
import { messagesFor } from './runConfig.ts';
import { findRun } from './runQueries.ts';

/**
 * The call behind a result as curl, TypeScript and promptfoo YAML, with a placeholder for the key.
 * @throws DomainError `result_not_found`, also when the result is somebody else's
 */
export async function reproduceResult(
  deps: { db: Db; cipher: ApiKeyCipher },
  session: Session,
  resultId: string,
): Promise<ReturnType<typeof reproduceRequest>> {
  const [result] = await deps.db
    .select()
    .from(batchTestResults)
    .where(
      and(eq(batchTestResults.id, resultId), eq(batchTestResults.demoSessionId, session.sessionId)),
    );
  if (!result) {
    throw new DomainError('result_not_found', 'There is no such result in this session.', {
      field: 'resultId',
    });
  }
  const { config } = await findRun(deps.db, session.sessionId, result.testRunId);
  const endpoint = { ...endpointOf(deps, session), modelId: result.modelId };
  const request = { ...config, messages: messagesFor(config, result.prompt) };
  return reproduceRequest(endpoint, request, result.expectedAnswer ?? undefined);
}
