import type { CallRecipes } from '../../contract/callRecipes.ts';
import type { Db } from '../../db/engine/index.ts';
import { type ApiKeyCipher, reproducedEndpoint } from '../connections/index.ts';
import { type ReproducedEndpoint, reproduceRequest } from '../endpoint/index.ts';
import { findResult } from '../results/index.ts';
import type { Session } from '../sessions/index.ts';
import { messagesFor } from './promptMessages.ts';
import { promptOf } from './runPrompts.ts';
import { findRun, type Run } from './runStore.ts';
import { sessionOfRunIfThere } from './sessionOfRun.ts';

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
  const run = await findRun(deps.db, session.sessionHash, result.testRunId);
  const { config } = run;
  const connected = await sessionOfRunIfThere(deps.db, session, run);
  const endpoint = {
    ...(connected ? reproducedEndpoint(deps, connected) : removedEndpoint(run)),
    modelId: result.modelId,
  };
  const prompt = (await promptOf(deps.db, run, result.promptIndex)) ?? {
    prompt: result.prompt,
  };
  const request = { ...config, messages: messagesFor(config, prompt) };
  return reproduceRequest(endpoint, request, result.expectedAnswer ?? undefined);
}

/** All that is left of a connection that was removed. */
function removedEndpoint({ endpointUrl }: Run): Omit<ReproducedEndpoint, 'modelId'> {
  return { endpointUrl: endpointUrl ?? '', adaptations: {}, needsKey: true, headers: [] };
}
