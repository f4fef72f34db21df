/**
 * Which part of a request a refusal is about: by the fields in which servers name it (OpenAI's `param`,
 * FastAPI's `loc`), and by its words. Reads what gateways wrap as well (`failure/nestedErrors.ts`).
 * See docs/decisions/0010.
 */
import type { AdaptableFeature } from '../../../contract/connectionReport.ts';
import type { ErrorReason } from '../../../contract/errorReasons.ts';
import { saysNoTaker } from '../failure/errorReason.ts';
import { errorObjects } from '../failure/nestedErrors.ts';
import { extractMessage } from '../failure/providerMessage.ts';
import type { ChatBody } from '../modelCall.ts';

/** What came back in place of an answer. */
export interface RefusedRequest {
  /** Of the response; an error inside a 200 counts as 400. */
  status: number;
  /** The body as parsed, or its text. */
  refusal: unknown;
  reason: ErrorReason;
}

export interface RefusedPart {
  feature: AdaptableFeature;
  /** It is only named: whether it is what the server refuses shows once it is left out. */
  isTrial: boolean;
}

/** The parts that `sent` may have to do without, the likelier ones first. */
export function refusedParts(
  { status, refusal, reason }: RefusedRequest,
  sent: ChatBody,
): RefusedPart[] {
  const objects = errorObjects(refusal);
  const pointedAt = new Set(objects.flatMap(namesIn));
  const codes = objects.flatMap(({ type, code }) => [type, code]).filter(isText);
  const message = [extractMessage(refusal).slice(0, MAX_SEARCHED), ...codes].join(' ');
  const hasSystem = sent.messages.some(({ role }) => role === 'system');
  // llama.cpp reports what its chat template raises as an error of its own.
  if (hasSystem && [400, 422, 500].includes(status) && says.noSystemRole.test(message)) {
    return [{ feature: 'system_role', isTrial: false }];
  }
  const isClientError =
    status === 400 || status === 422 || (status === 404 && saysNoTaker.test(message));
  if (!isClientError && status !== 500) return [];
  if (isClientError && sent.stream === false && says.streamOnly.test(message)) {
    return [{ feature: 'no_stream', isTrial: false }];
  }
  // A value to correct, not a parameter to leave out.
  if (says.outOfRange.test(message)) return [];
  const isExplicit = says.unsupported.test(message);
  // Gateways turn a 400 of the server behind them into a 500; a breakdown may name parameters, too.
  const isTrial = !isExplicit || !isClientError;
  if (isTrial && !(isExplicit || (isClientError && reason === 'invalid_request'))) return [];
  return optionalParameters(sent)
    .filter((name) => (name === 'stream' ? !isTrial : true))
    .filter(
      (name) => namesOf(name).some((alias) => pointedAt.has(alias)) || mentions(message, name),
    )
    .map((feature) => ({ feature, isTrial }));
}

const MAX_SEARCHED = 8_000;

/** In this order: `max_tokens` is also named by those who want `max_completion_tokens` instead. */
const usualParameters = [
  'stream_options',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'stream',
];
/** Without these a request asks for nothing, or for something else. */
const indispensable = new Set(['model', 'messages', 'n']);

/** What was asked for and can be left out, whoever put it into the request. */
function optionalParameters(sent: ChatBody): string[] {
  const names = new Set([...usualParameters, ...Object.keys(sent)]);
  return [...names].filter(
    (name) =>
      !indispensable.has(name) &&
      // `stream: false` asks for nothing that could be left out.
      (name === 'stream' ? sent.stream === true : sent[name] !== undefined),
  );
}

/** Other names of the same parameter, in other APIs of the same providers. */
const aliases = new Map([
  ['max_tokens', ['max_output_tokens']],
  ['max_completion_tokens', ['max_output_tokens']],
  ['stream_options', ['include_usage']],
]);

const namesOf = (parameter: string) => [parameter, ...(aliases.get(parameter) ?? [])];

/** The parameters that an object of a refusal points at: `param: 'stop[0]'`, `loc: ['body', 'seed']`. */
function namesIn({ param, parameter, loc }: Record<string, unknown>): string[] {
  const location = Array.isArray(loc) ? loc.filter((part) => part !== 'body').slice(0, 1) : [];
  return [param, parameter, ...location]
    .filter(isText)
    .map((name) => /^(?:body\.)?([^.[]+)/.exec(name)?.[1] ?? '');
}

/** The name itself or the words for it, but not as part of another name. */
function mentions(message: string, parameter: string): boolean {
  if (parameter === 'stream') return /(?<![\w.])stream(ing)?(?!\.?\w)/i.test(message);
  return namesOf(parameter).some((name) => patternOf(name).test(message));
}

function patternOf(name: string): RegExp {
  const written = name
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    // maxTokens, max-tokens, max tokens.
    .replaceAll('_', '[_ -]?');
  if (isDistinct(name)) return new RegExp(`(?<![\\w])${written}(?![\\w])`, 'i');
  // "stop" or "user" is also a word, so it must be written as a name.
  return new RegExp(
    `(?:['"\`]|(?:parameters?|arguments?|fields?|inputs?|keys?|supplied|property|option)\\W{1,3})${written}(?!\\w)|(?<!\\w)${written}(?:=|['"\`]|\\W(?:parameter|argument|field|option)\\b)`,
    'i',
  );
}

/** Not an ordinary word. */
function isDistinct(name: string): boolean {
  return /_|[a-z][A-Z]/.test(name) || name === 'temperature' || name === 'seed';
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** What refusals say, of whatever part. */
const says = {
  unsupported:
    /unsupported|not (be )?(supported|permitted|allowed|enabled|accepted|recogni[sz]ed|available|implemented)|(does|do) not (support|accept)|doesn['’]t (support|accept)|unrecogni[sz]ed|unknown|unexpected|extra|additional propert|forbidden|deprecated|has been removed|invalid (parameter|argument|field)|only the default|only \S{1,20} (is|are) (allowed|supported|accepted|permitted|valid)|must be verified|cannot (both )?be (used|set|specified)|no longer/i,
  outOfRange:
    /between|less than|greater than|at (most|least)|too (large|small|high|low)|maximum|minimum|out of range|in the range/i,
  streamOnly:
    /must (have|set|use|be).{0,20}stream|stream\W{0,3}(=|must be|to|:)\W{0,4}true|only.{0,20}stream(ing)?|require.{0,30}stream|stream(ing)? (mode )?is (required|mandatory)|non.?stream(ing|ed)?.{0,40}(not |unsupported|n't)|stream\W{0,3}false.{0,20}not /i,
  noSystemRole:
    /roles must alternate|system.{0,20}(role|message|prompt|instruction).{0,40}(not |n't|unsupported|unknown|unexpected|unrecogni)|only user.{0,30}assistant|(first (message|role|turn).{0,30}|(prompt|conversation|messages?) must (start|begin) (with|from).{0,10})\buser\b|role.{0,40}(must|should|expected|allowed).{0,30}\b(user|assistant)\b.{0,8}\b(user|assistant)\b(?!.{0,20}system)|(not support|unsupported|unknown|invalid|unexpected).{0,30}(system|role)|developer instruction/i,
};
