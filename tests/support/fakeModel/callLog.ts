import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** One request as the fake saw it. Times are `performance.now()` of this process, in ms. */
export interface FakeCall {
  /** Sequence number; also sent back as `x-request-id: fake-<id>`. */
  id: number;
  method: string;
  path: string;
  query: string;
  at: number;
  headers: IncomingHttpHeaders;
  /** The parsed JSON; undefined when there was none. */
  body: ReceivedChatBody | undefined;
  /** The text of the last user message. */
  prompt: string;
  /** What is left of the prompt when the server cuts it to its `contextTokens`. */
  visiblePrompt: string;
  /** Chat calls in flight when this one came in, itself included. */
  inFlightAtStart: number;
  endedAt: number | undefined;
  /** The status sent; undefined when none was. */
  status: number | undefined;
  /** Bytes handed to the socket, headers and framing included; known at the end. */
  bytesSent: number;
  /**
   * `answered`: a reply below 400 went out whole. `failed`: the fake refused, reported an error or
   * broke the connection. `aborted`: the client left first.
   */
  outcome: FakeCallOutcome;
}

export type FakeCallOutcome = 'running' | 'answered' | 'failed' | 'aborted';

/** The parts of a chat request the fake looks at; everything else is kept as it came. */
export interface ReceivedChatBody {
  model?: string;
  messages?: { role: string; content: unknown }[];
  stream?: boolean;
  stream_options?: { include_usage?: boolean };
  max_tokens?: number;
  max_completion_tokens?: number;
  [parameter: string]: unknown;
}

/** Keeps every call in the order of arrival, and counts those in flight. */
export class CallLog {
  calls: FakeCall[] = [];
  inFlight = 0;
  maxInFlight = 0;
  #lastId = 0;

  open(req: IncomingMessage, isChat: boolean): FakeCall {
    const [path = '', query = ''] = (req.url ?? '').split(/\?(.*)/s);
    if (isChat) this.inFlight += 1;
    this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
    const call: FakeCall = {
      id: ++this.#lastId,
      method: req.method ?? '',
      path,
      query,
      at: performance.now(),
      headers: req.headers,
      body: undefined,
      prompt: '',
      visiblePrompt: '',
      inFlightAtStart: this.inFlight,
      endedAt: undefined,
      status: undefined,
      bytesSent: 0,
      outcome: 'running',
    };
    this.calls.push(call);
    return call;
  }

  /** The first word counts: a connection the fake broke itself closes like an aborted one. */
  settle(
    call: FakeCall,
    isChat: boolean,
    end: { outcome: FakeCallOutcome; status: number | undefined; bytesSent: number },
  ): void {
    if (call.outcome !== 'running') return;
    Object.assign(call, end, { endedAt: performance.now() });
    if (isChat) this.inFlight -= 1;
  }

  clear(): void {
    this.calls = [];
    this.maxInFlight = this.inFlight;
  }
}
