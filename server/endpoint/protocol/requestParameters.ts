/** Which parameters a request asks with: ours, and those that a person added or took away. */
import { type ExtraBody, mergeExtraBodies } from '../../../contract/extraBody.ts';
import type { CalledEndpoint, ChatRequest } from '../modelCall.ts';

/**
 * The parameters of a request by their names in OpenAI's API, without what the server may have refused
 * (`requestAdaptation.ts` sees to that), the messages and the stream. What a person added stands over ours;
 * their null takes away (docs/decisions/0029).
 */
export function wantedParameters(request: ChatRequest): Record<string, unknown> {
  const { maxTokens, temperature, extraBody = {} } = request;
  const ours = {
    // Servers refuse both names for the limit at once.
    max_tokens: Object.hasOwn(extraBody, 'max_completion_tokens') ? undefined : maxTokens,
    temperature,
    ...chosenParameters(request),
  };
  const merged = Object.entries(mergeExtraBodies(ours, extraBody));
  return Object.fromEntries(merged.filter(([, value]) => value !== undefined && value !== null));
}

/** What a person added to a request: all that was chosen for the run, over what the connection has. */
export function effectiveExtraBody(
  endpoint: Pick<CalledEndpoint, 'extraBody'>,
  request: Pick<ChatRequest, 'extraBody' | ChosenSetting>,
): ExtraBody {
  return mergeExtraBodies(endpoint.extraBody, chosenParameters(request), request.extraBody);
}

/** Settings without a default, so that they are there only where somebody chose them. */
type ChosenSetting = 'topP' | 'seed' | 'stop';

function chosenParameters({ topP, seed, stop }: Pick<ChatRequest, ChosenSetting>): ExtraBody {
  return {
    ...(topP !== undefined && { top_p: topP }),
    ...(seed !== undefined && { seed }),
    ...(stop?.length && { stop }),
  };
}
