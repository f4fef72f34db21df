/**
 * The one client for users' endpoints. Every byte we send to one leaves through `call`.
 */
import { performance } from 'node:perf_hooks';
import { request as send } from 'undici';
import {
  type CompletionState,
  createCompletionReader,
  PayloadError,
  UnreadableAnswerError,
} from './completionReader.ts';
import { openGuardedDispatcher } from './dispatcher.ts';
import { assertUrlAllowed, BlockedAddressError, type GuardPolicy } from './guard.ts';
import {
  errorFromConnection,
  errorFromPayload,
  errorFromStatus,
  ModelCallError,
} from './modelCallError.ts';
import { redactSecrets } from './redact.ts';

export interface ModelEndpoint {
  /** Full address of the chat route. */
  endpointUrl: string;
  /** Empty for servers that want none; then no `Authorization` header is sent. */
  apiKey: string;
  modelId: string;
}

export interface ChatTurn {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

export interface ModelRequest {
  messages: ChatTurn[];
  maxTokens: number;
  temperature?: number;
  /** Longest the whole call may take, in milliseconds. */
  timeoutMs: number;
  /** Ends the call early; `call` then rejects with the signal's reason. */
  signal?: AbortSignal;
}

export interface ModelAnswer {
  text: string;
  /** What a reasoning model thought before it answered, kept apart from the answer. */
  reasoning: string;
  /** Request written to last byte of the answer, in milliseconds. */
  latencyMs: number;
  /**
   * Request written to first non-empty piece of the answer, in milliseconds; null when the answer
   * came in one piece. As NVIDIA's AIPerf defines time to first token: a chunk that only names the
   * role carries no token.
   */
  ttftMs: number | null;
  /** Null when the server did not say. */
  inputTokens: number | null;
  outputTokens: number | null;
  finishReason: string | null;
  model: string | null;
}

export interface ModelClient {
  /**
   * Asks the model and resolves with its whole answer; `onText` hears the pieces as they arrive.
   * @throws ModelCallError for everything that goes wrong between us and the model
   */
  call(
    endpoint: ModelEndpoint,
    request: ModelRequest,
    onText?: (text: string) => void,
  ): Promise<ModelAnswer>;
  close(): Promise<void>;
}

/** What no call may exceed, whatever its own timeout. */
export interface CallLimits {
  /** Longest silence within an answer that has begun, in milliseconds. */
  idleTimeoutMs: number;
  maxAnswerBytes: number;
}

const DEFAULT_LIMITS: CallLimits = { idleTimeoutMs: 15_000, maxAnswerBytes: 2 * 1024 * 1024 };
const MAX_ERROR_BYTES = 64 * 1024;

/** Opens the client; its connections obey `policy`. */
export function openModelClient(
  policy: GuardPolicy,
  { idleTimeoutMs, maxAnswerBytes }: CallLimits = DEFAULT_LIMITS,
): ModelClient {
  const dispatcher = openGuardedDispatcher(policy);

  async function call(
    endpoint: ModelEndpoint,
    request: ModelRequest,
    onText: (text: string) => void = () => {},
  ): Promise<ModelAnswer> {
    request.signal?.throwIfAborted();
    const deadline = new Deadline(request.timeoutMs, idleTimeoutMs, request.signal);
    const startedAt = performance.now();
    let firstTextAt: number | undefined;
    const reader = createCompletionReader((text) => {
      firstTextAt ??= performance.now();
      onText(text);
    });
    try {
      assertUrlAllowed(new URL(endpoint.endpointUrl), policy);
      const response = await send(endpoint.endpointUrl, {
        dispatcher,
        method: 'POST',
        headers: headersFor(endpoint.apiKey),
        body: JSON.stringify(bodyFor(endpoint.modelId, request)),
        signal: deadline.signal,
      });
      if (response.statusCode >= 300) {
        const body = await readUpTo(response.body, MAX_ERROR_BYTES);
        throw refusal(response.statusCode, body, endpoint.apiKey);
      }
      let received = 0;
      for await (const bytes of response.body as AsyncIterable<Uint8Array>) {
        deadline.extendIdle();
        received += bytes.length;
        if (received > maxAnswerBytes) throw tooLong(maxAnswerBytes);
        reader.push(bytes);
      }
      reader.end();
      assertAnswered(reader.state);
      const { state } = reader;
      return {
        text: state.text,
        reasoning: state.reasoning,
        latencyMs: elapsed(startedAt),
        ttftMs: state.streamed && firstTextAt ? Math.round(firstTextAt - startedAt) : null,
        inputTokens: state.inputTokens,
        outputTokens: state.outputTokens,
        finishReason: state.finishReason,
        model: state.model,
      };
    } catch (error) {
      request.signal?.throwIfAborted();
      const failure = deadline.failure ?? toCallError(error, endpoint.apiKey);
      failure.partialText = reader.state.text;
      failure.latencyMs = elapsed(startedAt);
      throw failure;
    } finally {
      deadline.end();
    }
  }

  return { call, close: () => dispatcher.destroy() };
}

/** Aborts a call when it takes too long as a whole, goes silent, or is given up by its caller. */
class Deadline {
  readonly #controller = new AbortController();
  readonly #total: NodeJS.Timeout;
  readonly #idleTimeoutMs: number;
  readonly #caller: AbortSignal | undefined;
  readonly #giveUp = () => this.#controller.abort();
  #idle: NodeJS.Timeout | undefined;
  /** Set once a limit was passed. */
  failure: ModelCallError | undefined;

  constructor(timeoutMs: number, idleTimeoutMs: number, caller: AbortSignal | undefined) {
    this.#caller = caller;
    this.#idleTimeoutMs = idleTimeoutMs;
    this.#total = setTimeout(
      () => this.#fail(`Request exceeded timeout of ${seconds(timeoutMs)}.`),
      timeoutMs,
    );
    caller?.addEventListener('abort', this.#giveUp);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Called at each sign of life; the first silence that counts is the one after the first byte. */
  extendIdle(): void {
    this.#idle ??= setTimeout(
      () => this.#fail(`The answer stalled: nothing arrived for ${seconds(this.#idleTimeoutMs)}.`),
      this.#idleTimeoutMs,
    );
    this.#idle.refresh();
  }

  end(): void {
    clearTimeout(this.#total);
    clearTimeout(this.#idle);
    this.#caller?.removeEventListener('abort', this.#giveUp);
  }

  #fail(message: string): void {
    this.failure = new ModelCallError('timeout', message);
    this.#controller.abort();
  }
}

function tooLong(maxAnswerBytes: number): ModelCallError {
  const size = `${Number((maxAnswerBytes / 1024 / 1024).toFixed(2))} MiB`;
  return new ModelCallError('api_error', `The answer was longer than ${size} and was cut off.`);
}

function headersFor(apiKey: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    accept: 'text/event-stream, application/json',
    // A compressed answer could unpack to any size.
    'accept-encoding': 'identity',
    'user-agent': 'byom',
    ...(apiKey === '' ? {} : { authorization: `Bearer ${apiKey}` }),
  };
}

function bodyFor(modelId: string, request: ModelRequest) {
  return {
    model: modelId,
    messages: request.messages,
    max_tokens: request.maxTokens,
    temperature: request.temperature,
    stream: true,
    stream_options: { include_usage: true },
  };
}

function refusal(status: number, body: string, apiKey: string): ModelCallError {
  if (status >= 400) return errorFromStatus(status, body, apiKey);
  return new ModelCallError(
    'api_error',
    `The endpoint redirects to another address (HTTP ${status}), which is not followed. Enter the final address.`,
    status,
  );
}

async function readUpTo(body: AsyncIterable<Uint8Array>, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= limit) break;
  }
  return Buffer.concat(chunks).subarray(0, limit).toString('utf8');
}

/** @throws ModelCallError when the body ended without being an answer */
function assertAnswered(state: CompletionState): void {
  if (!state.complete) {
    throw new ModelCallError(
      'network',
      state.text === ''
        ? 'The endpoint ended the connection without an answer.'
        : 'The answer broke off: the endpoint ended the connection in the middle.',
    );
  }
  // A reasoning model may use up its tokens before it says anything: a working connection.
  const stoppedEarly = state.finishReason === 'length' || state.reasoning !== '';
  if (state.text.trim() === '' && !stoppedEarly) {
    throw new ModelCallError('api_error', 'The endpoint answered without any text.');
  }
}

function toCallError(error: unknown, apiKey: string): ModelCallError {
  if (error instanceof ModelCallError) return error;
  if (error instanceof PayloadError) return errorFromPayload(error.payload, apiKey);
  if (error instanceof UnreadableAnswerError) {
    return new ModelCallError('api_error', `${error.message} Check that the address is right.`);
  }
  if (error instanceof BlockedAddressError) return new ModelCallError('network', error.message);
  if (error instanceof RangeError || error instanceof TypeError) {
    return new ModelCallError(
      'unknown',
      `Unexpected error. ${redactSecrets(error.message, apiKey)}`,
    );
  }
  return errorFromConnection(error, apiKey);
}

function elapsed(startedAt: number): number {
  return Math.round(performance.now() - startedAt);
}

function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}
