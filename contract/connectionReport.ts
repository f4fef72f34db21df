/** What we learn about an endpoint, in the shapes in which it is stored with the session. */
import type { ErrorKind, ErrorReason } from './errorReasons.ts';
import type { EndpointRateLimit } from './rateLimits.ts';

/**
 * What an endpoint may refuse of the requests that we make by ourselves, and how we then ask instead;
 * see `server/endpoint/protocol/requestAdaptation.ts`.
 */
export const adaptableFeatures = [
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'seed',
  'stream_options',
  'stream',
  'no_stream',
  'system_role',
] as const;
/** One of these, or any other parameter that somebody added to the requests. */
export type AdaptableFeature = (typeof adaptableFeatures)[number] | (string & {});

/** What the connection test tries, in the order in which it is shown. */
export const probeNames = [
  'address',
  'models',
  'streaming',
  'usage',
  'token_limit',
  'temperature',
  'system_role',
  'reasoning',
  'context',
] as const;
/** Lines that are there only where something was adapted that has none of its own, or was by trial. */
export const adaptationProbeNames = ['parameters', 'trial'] as const;
export type ProbeName = (typeof probeNames | typeof adaptationProbeNames)[number];

export const probeLabels: Record<ProbeName, string> = {
  address: 'URL',
  models: 'Model list',
  streaming: 'Streaming',
  usage: 'Token counts',
  token_limit: 'Max output tokens',
  temperature: 'Temperature',
  system_role: 'System prompt',
  reasoning: 'Reasoning',
  parameters: 'Other parameters',
  trial: 'Found by trial',
  context: 'Context window',
};

/** `info` is a finding that is neither good nor bad; `skipped` was not tried. */
export const probeVerdicts = ['ok', 'adapted', 'failed', 'info', 'skipped'] as const;
export type ProbeVerdict = (typeof probeVerdicts)[number];

export const probeVerdictLabels = {
  ok: 'Works',
  adapted: 'Adapted',
  failed: 'Does not work',
  info: 'For information',
  skipped: 'Not tried',
} as const satisfies Record<ProbeVerdict, string>;

/** How long the prompt of the context window test may be, in tokens, and is unless somebody chooses. */
export const contextTestTokens = { min: 500, max: 128_000, default: 4_000 };

/** A change made to every request because the endpoint refused one. */
export interface Adaptation {
  /** In words: "temperature omitted: the server refused 0.7". */
  change: string;
  /** The endpoint's own words, without secrets. */
  said: string;
  /** The refusal only named it; that it was the cause showed when it was left out. */
  trial?: boolean;
}
export type Adaptations = Record<string, Adaptation>;

/** One line of the compatibility card. */
export interface Probe {
  name: ProbeName;
  verdict: ProbeVerdict;
  /** One sentence for a person. */
  finding: string;
  /** The endpoint's own words behind it, without secrets. */
  said: string | null;
  /** The id under which the provider's support finds a call that failed; null where none was told. */
  upstreamRequestId: string | null;
}

/** What the parts of a report are called that pages keep folded. */
export const reportDetailLabels = {
  called: 'URLs tried',
  said: 'Provider message',
} as const;

/** What the last connection test found, stored with the session. */
export interface ConnectionReport {
  success: boolean;
  message: string;
  errorKind: ErrorKind | null;
  errorReason: ErrorReason | null;
  /** The id under which the provider's support finds a call that failed; null where none was told. */
  upstreamRequestId: string | null;
  /** From when on the endpoint wants to be asked again, in ISO 8601; null where it did not say, or for more than a day. */
  retryAt: string | null;
  /** Every address that was called, in order, with what came of it. */
  called: { url: string; result: string }[];
  latencyMs: number | null;
  ttftMs: number | null;
  /** Tokens of its answer; null where the server does not count. */
  outputTokens: number | null;
  /** What the headers of its answer told; empty where they do not. */
  rateLimits: EndpointRateLimit[];
  /** The name the server gave the model in its answer. */
  serverModel: string | null;
  /** Names from `GET …/models`; null where there is no such list. */
  models: string[] | null;
  /** Of these, the one from which the server says that the model was made; null where it does not say. */
  baseModel: string | null;
  /** Names near the one asked for, where the endpoint does not know that. */
  nearestModels: string[];
  /** Context length that the list of models tells, in tokens. */
  contextTokens: number | null;
  /** Time spent waiting while the server was loading the model, in milliseconds. */
  waitedForModelMs: number;
  probes: Probe[];
}
