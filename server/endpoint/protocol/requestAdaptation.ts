/**
 * Servers that speak the same API refuse different parts of it. A refusal that names the part is
 * answered by asking once more without it; the change is remembered for the session and told. Which
 * part it names is read in `refusedPart.ts`. See docs/decisions/0010.
 */
import type { Adaptation, Adaptations } from '../../../contract/connectionReport.ts';
import type { ChatBody, ChatRequest, ChatTurn } from '../modelCall.ts';
import { type RefusedPart, type RefusedRequest, refusedParts } from './refusedPart.ts';
import { wantedParameters } from './requestParameters.ts';

/** The body of a request, with everything that the endpoint is known to refuse put differently. */
export function chatBody(
  modelId: string,
  request: ChatRequest,
  adaptations: Adaptations,
): ChatBody {
  const limit = tokenLimitParameter(adaptations);
  const { max_tokens: maxTokens, ...parameters } = wantedParameters(request);
  const stream = adaptations.no_stream ? true : adaptations.stream ? false : request.stream;
  const body = {
    model: modelId,
    messages: adaptations.system_role ? withoutSystemRole(request.messages) : request.messages,
    ...(limit && maxTokens !== undefined && { [limit]: maxTokens }),
    ...parameters,
    stream,
    ...(stream && { stream_options: { include_usage: true } }),
  };
  return withoutRefused(body, adaptations);
}

/** A stream that is refused is not left out: not to ask for one leaves the choice to the server. */
function withoutRefused(body: ChatBody, adaptations: Adaptations): ChatBody {
  const kept = Object.entries(body).filter(
    ([name]) => name === 'stream' || !Object.hasOwn(adaptations, name),
  );
  return Object.fromEntries(kept) as ChatBody;
}

/** An adaptation that may cure a refusal. */
export interface PossibleAdaptation extends RefusedPart {
  adaptation: Adaptation;
}

/**
 * What `sent` can be asked without, if the endpoint refused it for a part that can be left out or put
 * differently, the likelier first; empty when asking again would change nothing.
 * @param providerMessage the provider's own words without secrets, for the record
 */
export function adaptationsFor(
  { providerMessage, ...refused }: RefusedRequest & { providerMessage: string },
  sent: ChatBody,
): PossibleAdaptation[] {
  return refusedParts(refused, sent).map(({ feature, isTrial }) => {
    const describe = Object.hasOwn(changes, feature) ? changes[feature] : undefined;
    const change = (describe ?? omitted(feature))(sent);
    return {
      feature,
      isTrial,
      adaptation: { change, said: providerMessage, ...(isTrial && { trial: true }) },
    };
  });
}

function tokenLimitParameter(adaptations: Adaptations) {
  if (!adaptations.max_tokens) return 'max_tokens';
  return adaptations.max_completion_tokens ? undefined : 'max_completion_tokens';
}

/** Templates that know only user and assistant get the instructions within the first question. */
function withoutSystemRole(messages: ChatTurn[]): ChatTurn[] {
  const instructions = messages
    .filter((message) => message.role === 'system')
    .map((message) => message.content);
  const others = messages.filter((message) => message.role !== 'system');
  if (instructions.length === 0) return messages;
  const [first, ...rest] = others;
  if (first?.role !== 'user') {
    return [{ role: 'user', content: instructions.join('\n\n') }, ...others];
  }
  return [{ role: 'user', content: [...instructions, first.content].join('\n\n') }, ...rest];
}

const changes: Record<string, (sent: ChatBody) => string> = {
  max_tokens: () => 'max_tokens sent as max_completion_tokens: the server refused max_tokens',
  max_completion_tokens: () =>
    'max output tokens omitted: the server refused max_tokens and max_completion_tokens',
  stream_options: () => 'stream_options omitted: the server refused to be asked for token usage',
  stream: () => 'answers asked for in one piece: the server refused to stream',
  no_stream: () => 'answers asked for as a stream: the server insists on it',
  system_role: () =>
    'system prompt put into the first user message: the server refused the system role',
};

/** Any other parameter: `temperature omitted: the server refused 0.7`. */
function omitted(parameter: string): (sent: ChatBody) => string {
  return ({ [parameter]: value }) =>
    typeof value === 'number'
      ? `${parameter} omitted: the server refused ${value}`
      : `${parameter} omitted: the server refused it`;
}
