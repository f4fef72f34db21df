/**
 * Servers that speak the same API refuse different parts of it. A refusal that names the part is
 * answered by asking once more without it; the change is remembered for the session and told.
 * See docs/decisions/0010.
 */
import type {
  AdaptableFeature,
  Adaptation,
  Adaptations,
} from '../../../contract/connectionReport.ts';
import { extractMessage } from '../failure/providerMessage.ts';
import type { ChatRequest, ChatTurn } from '../modelCall.ts';

/** The JSON of a request to the chat route. */
export type ChatBody = Record<string, unknown> & { messages: { role: string; content: string }[] };

/** The body of a request, with everything that the endpoint is known to refuse put differently. */
export function chatBody(
  modelId: string,
  request: ChatRequest,
  adaptations: Adaptations,
): ChatBody {
  const limit = tokenLimitParameter(adaptations);
  const stream = adaptations.no_stream ? true : adaptations.stream ? false : request.stream;
  return {
    model: modelId,
    messages: adaptations.system_role ? withoutSystemRole(request.messages) : request.messages,
    ...(limit && { [limit]: request.maxTokens }),
    ...(request.temperature !== undefined &&
      !adaptations.temperature && { temperature: request.temperature }),
    ...(request.seed !== undefined && { seed: request.seed }),
    stream,
    ...(stream && !adaptations.stream_options && { stream_options: { include_usage: true } }),
  };
}

/**
 * What `sent` must do without, if the endpoint refused it for a part that can be left out or put
 * differently; undefined when asking again would change nothing.
 * @param status of the answer; an error inside a 200 counts as 400
 * @param providerMessage the provider's own words without secrets, for the record
 */
export function adaptationFor(
  {
    status,
    refusal,
    providerMessage,
  }: { status: number; refusal: unknown; providerMessage: string },
  sent: ChatBody,
): { feature: AdaptableFeature; adaptation: Adaptation } | undefined {
  const feature = refusedFeature(status, refusal, sent);
  if (!feature) return undefined;
  const change = changes[feature](sent);
  return { feature, adaptation: { change, said: providerMessage } };
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

function refusedFeature(
  status: number,
  refusal: unknown,
  sent: ChatBody,
): AdaptableFeature | undefined {
  const message = `${extractMessage(refusal)} ${namedParameters(refusal).join(' ')}`;
  const hasSystem = sent.messages.some((message) => message.role === 'system');
  // llama.cpp reports what its chat template raises as an error of its own.
  if (hasSystem && [400, 422, 500].includes(status) && saysNoSystemRole.test(message)) {
    return 'system_role';
  }
  if (status !== 400 && status !== 422) return undefined;
  if (sent.stream === false && saysStreamOnly.test(message)) return 'no_stream';
  const named = parameters.find((name) => asksFor(sent, name) && mentions(message, name));
  if (!named || !saysUnsupported.test(message) || saysOutOfRange.test(message)) return undefined;
  return named;
}

// In this order: `max_tokens` is also named by those who want `max_completion_tokens` instead.
const parameters = [
  'stream_options',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'stream',
] as const satisfies AdaptableFeature[];

/** `stream: false` asks for nothing that could be left out. */
function asksFor(sent: ChatBody, parameter: (typeof parameters)[number]): boolean {
  return sent[parameter] !== undefined && sent[parameter] !== false;
}

/** The name itself, or the words for it, but not as part of another name. */
function mentions(message: string, parameter: (typeof parameters)[number]): boolean {
  if (parameter === 'stream') return /(?<![\w.])stream(ing)?(?!\.?\w)/i.test(message);
  return new RegExp(`(?<![\\w])${parameter}(?![\\w])`, 'i').test(message);
}

/** OpenAI's `param`, FastAPI's `loc`, which Mistral puts into `message`. */
function namedParameters(refusal: unknown, depth = 0): string[] {
  if (typeof refusal !== 'object' || refusal === null || depth > 4) return [];
  if (Array.isArray(refusal)) return refusal.flatMap((item) => namedParameters(item, depth + 1));
  const { param, loc, type, code, error, message, detail } = refusal as Record<string, unknown>;
  const own = [param, type, code, ...(Array.isArray(loc) ? loc : [])];
  return [
    ...own.filter((name) => typeof name === 'string'),
    ...namedParameters(error, depth + 1),
    ...namedParameters(message, depth + 1),
    ...namedParameters(detail, depth + 1),
  ];
}

const saysUnsupported =
  /unsupported|not (be )?(supported|permitted|allowed|enabled|accepted|recogni[sz]ed|available)|(does|do) not support|doesn't support|unrecogni[sz]ed|unknown|unexpected|extra|forbidden|invalid (parameter|argument|field)|only the default|must be verified|cannot be (used|set)|no longer/i;
/** A value to correct, not a parameter to leave out. */
const saysOutOfRange =
  /between|less than|greater than|at (most|least)|too (large|small|high|low)|maximum|minimum|out of range|in the range/i;
const saysStreamOnly =
  /must (have|set|use|be).{0,20}stream|stream\W{0,3}(=|must be|to|:)\W{0,4}true|only.{0,20}stream(ing)?|require.{0,30}stream/i;
const saysNoSystemRole =
  /roles must alternate|system.{0,20}(role|message|prompt|instruction).{0,40}(not |n't|unsupported|unknown|unexpected|unrecogni)|only user.{0,30}assistant|(not support|unsupported|unknown|invalid|unexpected).{0,30}(system|role)|developer instruction/i;

const changes: Record<AdaptableFeature, (sent: ChatBody) => string> = {
  max_tokens: () => 'max_tokens sent as max_completion_tokens: the server refused max_tokens',
  max_completion_tokens: () =>
    'max output tokens omitted: the server refused max_tokens and max_completion_tokens',
  temperature: ({ temperature }) => `temperature omitted: the server refused ${temperature}`,
  stream_options: () => 'stream_options omitted: the server refused to be asked for token usage',
  stream: () => 'answers asked for in one piece: the server refused to stream',
  no_stream: () => 'answers asked for as a stream: the server insists on it',
  system_role: () =>
    'system prompt put into the first user message: the server refused the system role',
};
