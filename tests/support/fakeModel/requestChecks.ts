import type { FakeCall } from './callLog.ts';
import { providerErrors } from './providerErrors.ts';
import type { RefusedFeature } from './refusedFeatures.ts';
import { refusalFor } from './refusedFeatures.ts';
import type { Script } from './scripts.ts';

/** What kind of server the fake is, whatever it says in a single call. */
export interface ServerTraits {
  /** Known models; without them every name is known. */
  models?: string[];
  /** Asked for in `Authorization: Bearer …`; without it every key, or none, will do. */
  apiKey?: string;
  /** Where the API lives. Default '/v1'. */
  basePath?: string;
  /** Whether `GET …/models` exists, and whether it wants the key. Default 'key'. */
  modelsRoute?: 'key' | 'open' | 'missing';
  /** The answer to a path that is none: OpenAI's 404, or HTTP 200 with an error as LM Studio's. */
  wrongPath?: 'openai' | 'lm-studio' | 'html';
  /** Whether `…/completions/` is redirected to the path without the slash. Default false. */
  redirectTrailingSlash?: boolean;
  /** The answer to a blank model: OpenAI's 400 (default, where `models` are known) or a 502. */
  blankModel?: 'openai' | 'openrouter';
  refusedFeatures?: RefusedFeature[];
  /** 429 for chat calls above these, with `retryAfter` as the header if given. */
  limits?: { inFlight?: number; perSecond?: number; retryAfter?: string };
  /** Prompts are cut from their start to this many tokens, and nobody is told. */
  contextTokens?: number;
}

export type Route = 'chat' | 'models' | 'unknown';

export function routeOf(call: Pick<FakeCall, 'method' | 'path'>, traits: ServerTraits): Route {
  const { basePath = '/v1', modelsRoute } = traits;
  if (call.path === `${basePath}/chat/completions`) return 'chat';
  const isModels = call.path === `${basePath}/models` && call.method === 'GET';
  return isModels && modelsRoute !== 'missing' ? 'models' : 'unknown';
}

/** The reasons to turn a call away before any script is looked at, in OpenAI's order. */
export class RequestChecks {
  readonly #traits: ServerTraits;
  #admittedAt: number[] = [];

  constructor(traits: ServerTraits) {
    this.#traits = traits;
  }

  check(call: FakeCall, route: Route): Script | undefined {
    const { apiKey, modelsRoute } = this.#traits;
    if (route === 'unknown') return this.#wrongPath(call);
    const isOpen = apiKey === undefined || (route === 'models' && modelsRoute === 'open');
    if (!isOpen && call.headers.authorization !== `Bearer ${apiKey}`) return wrongKey(call);
    return route === 'chat' ? this.#checkChat(call) : undefined;
  }

  listModels(): Script {
    const data = (this.#traits.models ?? ['fake-model']).map((id) => ({
      id,
      object: 'model',
      created: 1_700_000_000,
      owned_by: 'fake',
    }));
    return { kind: 'reply', body: { object: 'list', data } };
  }

  #wrongPath({ method, path }: FakeCall): Script {
    const { basePath = '/v1', wrongPath, redirectTrailingSlash } = this.#traits;
    if (redirectTrailingSlash && path === `${basePath}/chat/completions/`) {
      return { kind: 'redirect', status: 308, location: path.slice(0, -1) };
    }
    const request = `(${method} ${path})`;
    if (wrongPath === 'html') return providerErrors.html(404, 'Not Found');
    if (wrongPath === 'lm-studio') {
      const body = { error: `Unexpected endpoint or method. ${request}` };
      return { kind: 'error', status: 200, body };
    }
    return providerErrors.openAi(404, `Invalid URL ${request}`);
  }

  #checkChat(call: FakeCall): Script | undefined {
    const { models, blankModel, refusedFeatures = [] } = this.#traits;
    const { method, body } = call;
    if (method !== 'POST') {
      return providerErrors.openAi(405, `Not allowed to ${method} on ${call.path}.`);
    }
    if (body === undefined) {
      return providerErrors.openAi(400, 'We could not parse the JSON body of your request.');
    }
    if (blankModel === 'openrouter' && !body.model?.trim()) {
      return providerErrors.openRouter(502, 'Provider returned error');
    }
    if (models && !body.model) {
      return providerErrors.openAi(400, 'you must provide a model parameter');
    }
    if (models && !models.includes(body.model ?? '')) {
      return providerErrors.unknownModel(body.model ?? '');
    }
    if (!Array.isArray(body.messages)) {
      return providerErrors.openAi(400, "Missing required parameter: 'messages'.", {
        param: 'messages',
        code: 'missing_required_parameter',
      });
    }
    return refusalFor(refusedFeatures, body) ?? this.#overLimit(call);
  }

  #overLimit(call: FakeCall): Script | undefined {
    const { inFlight = Infinity, perSecond = Infinity, retryAfter } = this.#traits.limits ?? {};
    this.#admittedAt = this.#admittedAt.filter((at) => at > call.at - 1000);
    if (call.inFlightAtStart > inFlight || this.#admittedAt.length >= perSecond) {
      return providerErrors.tooManyRequests(
        retryAfter === undefined ? {} : { 'retry-after': retryAfter },
      );
    }
    this.#admittedAt.push(call.at);
    return undefined;
  }
}

function wrongKey({ headers }: FakeCall): Script {
  const key = headers.authorization?.replace(/^Bearer /, '');
  return key
    ? providerErrors.wrongKey(key)
    : providerErrors.openAi(401, "You didn't provide an API key.");
}
