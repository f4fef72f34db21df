import type { CompletionState } from '../../../server/endpoint/protocol/completionReader.ts';

export interface CompletionCase {
  name: string;
  body: string;
  /** What the reader must end up with, over `untouched`. */
  state?: Partial<CompletionState>;
  /** Default 0. */
  lostEvents?: number;
  fails?: 'PayloadError' | 'UnreadableAnswerError';
}

export const untouched: CompletionState = {
  text: '',
  reasoning: '',
  reasoningPlace: null,
  refusal: '',
  finishReason: null,
  inputTokens: null,
  outputTokens: null,
  reasoningTokens: null,
  model: null,
  complete: false,
  streamed: false,
};

export const event = (payload: unknown) => `data: ${JSON.stringify(payload)}\n\n`;
export const delta = (delta: unknown, finish_reason: string | null = null) =>
  event({ choices: [{ index: 0, delta, finish_reason }] });
export const say = (...pieces: string[]) => pieces.map((content) => delta({ content })).join('');
export const stop = delta({}, 'stop');
export const done = 'data: [DONE]\n\n';
export const usage = (usage: unknown) => event({ choices: [], usage });
export const whole = (message: unknown, more: object = {}) =>
  JSON.stringify({ choices: [{ index: 0, message, finish_reason: 'stop' }], ...more });

export const streamed = (text: string, more: Partial<CompletionState> = {}) => ({
  text,
  streamed: true,
  complete: true,
  finishReason: 'stop',
  ...more,
});
export const inOnePiece = (text: string, more: Partial<CompletionState> = {}) => ({
  text,
  complete: true,
  finishReason: 'stop',
  ...more,
});
