/**
 * What no call to an endpoint may exceed, whoever answers there. An operator may change each (see
 * `.env.example`); times are in milliseconds, sizes in bytes.
 */
export interface CallBounds {
  /** Looking the name up, connecting and the TLS handshake. */
  connectTimeoutMs: number;
  /**
   * Request written to first byte of the answer, and longest silence from then to its first token.
   * Serverless GPUs take minutes to wake.
   */
  firstByteTimeoutMs: number;
  /** Longest silence after the first token. */
  idleTimeoutMs: number;
  /** Request written to last byte; a run may ask for less, never for more. */
  totalTimeoutMs: number;
  /**
   * Longest a call is repeated while the server says that it is still loading the model, and that the
   * connection test waits for a model that is silent meanwhile.
   */
  modelLoadingTimeoutMs: number;
  /** What is kept of an answer: its text and its reasoning. */
  maxAnswerBytes: number;
  /**
   * All that a response may send, unpacked: events repeat citations and log probabilities, which are many
   * times the answer.
   */
  maxTransferBytes: number;
  maxHeaderBytes: number;
  /** Longest event of a stream, and longest answer in one piece. */
  maxEventBytes: number;
  /** Names kept of what `GET …/models` lists. */
  maxModels: number;
  /** Calls to one host at once, of all sessions together; further ones wait for their turn. */
  maxCallsPerHost: number;
  /** Calls to all hosts at once. */
  maxCalls: number;
}

export const defaultCallBounds: CallBounds = {
  connectTimeoutMs: 10_000,
  firstByteTimeoutMs: 120_000,
  idleTimeoutMs: 60_000,
  totalTimeoutMs: 600_000,
  modelLoadingTimeoutMs: 600_000,
  maxAnswerBytes: 2 * 1024 * 1024,
  maxTransferBytes: 64 * 1024 * 1024,
  maxHeaderBytes: 64 * 1024,
  maxEventBytes: 4 * 1024 * 1024,
  maxModels: 2_000,
  maxCallsPerHost: 64,
  maxCalls: 1_024,
};
