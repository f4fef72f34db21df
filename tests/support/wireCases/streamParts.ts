/** Pieces of which the cases put their streams together. */
import type { WirePart, WireScript } from '../fakeModel/wire.ts';

/** One event with whatever data: an object as JSON, a text as it is. */
export function event(data: unknown): string {
  return `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}

/** One event with these choices and fields beside them. */
export function chunk(choice: object, beside: object = {}): string {
  return event({ ...beside, choices: [{ index: 0, ...choice }] });
}

/** One event with a piece of the answer: a text, or a delta as it is. */
export function piece(delta: string | object): string {
  const whole = typeof delta === 'string' ? { content: delta } : delta;
  return chunk({ delta: whole, finish_reason: null });
}

/** The event that carries a finish reason, and usage if given. */
export function finish(reason: string, beside: object = {}): string {
  return chunk({ delta: {}, finish_reason: reason }, beside);
}

export const STOP = finish('stop');
export const DONE = event('[DONE]');

/** A response as a chunked event stream of these parts. */
export function stream(...body: WirePart[]): WireScript {
  return { kind: 'wire', body };
}

/** A response that is one JSON document. */
export function json(document: object, more: Partial<WireScript> = {}): WireScript {
  const headers = { 'content-type': 'application/json' };
  return { kind: 'wire', headers, body: JSON.stringify(document), ...more };
}

/** A whole completion in one piece. */
export function completion(content: unknown, more: object = {}): object {
  const message = { role: 'assistant', content };
  return { choices: [{ index: 0, message, finish_reason: 'stop' }], ...more };
}
