import type { ChatMessage } from './api.ts';

export interface AnswerDelta {
  delta: string;
  /** Length of the text once the delta is added, in UTF-16 units. */
  offset: number;
  /** The whole message, once it has ended. */
  ended: ChatMessage | null;
}

/** Adds a piece to an answer. The offset decides where it goes, so a piece may come twice. */
export function applyDelta(
  message: ChatMessage,
  { delta, offset, ended }: AnswerDelta,
): ChatMessage {
  if (ended) return ended;
  const start = offset - delta.length;
  // A gap would garble the text for good; what is missing comes with the next read of the row.
  if (start > message.content.length) return message;
  const content = message.content.slice(0, start) + delta;
  return content.length < message.content.length ? message : { ...message, content };
}

/** The message that is being written, if one is. */
export function streamingMessage(messages: ChatMessage[]): ChatMessage | undefined {
  return messages.findLast((message) => message.status === 'streaming');
}
