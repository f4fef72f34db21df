/**
 * The conversation as one tab knows it: what the server has told, what is on its way there, and the
 * answer that grows. Pure, so that every order of events can be tried in a table.
 */
import type { ChatExchange, ChatMessage } from '../../lib/api.ts';
import type { ChatRequest, RefusedRequest } from './chatForm.ts';

export interface ConversationState {
  /** Oldest first. */
  messages: ChatMessage[];
  /** On its way to the server. */
  sending: ChatRequest | null;
  refused: RefusedRequest | null;
}

export type ConversationEvent =
  | { type: 'loaded'; messages: ChatMessage[] }
  | { type: 'sent'; request: ChatRequest }
  /** What was sent made the model answer. */
  | ({ type: 'answering' } & ChatExchange)
  /** What was sent is done, and the conversation begins anew. */
  | { type: 'emptied' }
  | ({ type: 'refused' } & RefusedRequest)
  | { type: 'grew'; answer: ChatMessage };

export function conversationReducer(
  state: ConversationState,
  event: ConversationEvent,
): ConversationState {
  switch (event.type) {
    case 'loaded':
      return { ...state, messages: mergeLoaded(state.messages, event.messages) };
    case 'sent':
      return { ...state, sending: event.request, refused: null };
    case 'answering': {
      const { question, answer } = event;
      const kept = shownMessages(state).filter(({ id }) => id !== question.id && id !== answer.id);
      return { messages: [...kept, question, answer], sending: null, refused: null };
    }
    case 'emptied':
      return { messages: [], sending: null, refused: null };
    case 'refused':
      return {
        ...state,
        sending: null,
        refused: { request: event.request, problem: event.problem },
      };
    case 'grew':
      return { ...state, messages: mergeLoaded([event.answer], state.messages) };
  }
}

/** The messages without those that what is being sent replaces. */
export function shownMessages({ messages, sending }: ConversationState): ChatMessage[] {
  const replaces =
    sending?.intent === 'edit' || sending?.intent === 'regenerate' ? sending.messageId : null;
  const from = messages.findIndex(({ id }) => id === replaces);
  return from === -1 ? messages : messages.slice(0, from);
}

/** The message that is being written, if one is. */
export function streamingMessage(messages: ChatMessage[]): ChatMessage | undefined {
  return messages.findLast((message) => message.status === 'streaming');
}

/** A piece of an answer, as `chat.onToken` sends it. Offsets are in UTF-16 units. */
export interface AnswerPiece {
  delta: string;
  /** Length of the text once the delta is added. */
  offset: number;
  reasoningDelta: string;
  reasoningOffset: number;
  /** The whole message, once it has ended. */
  ended: ChatMessage | null;
}

/** Adds a piece to an answer. The offsets decide where it goes, so a piece may come twice. */
export function addPiece(answer: ChatMessage, piece: AnswerPiece): ChatMessage {
  if (piece.ended) return piece.ended;
  const content = grown(answer.content, piece.delta, piece.offset);
  const reasoning = grown(answer.reasoning ?? '', piece.reasoningDelta, piece.reasoningOffset);
  return { ...answer, content, reasoning: reasoning || null };
}

function grown(text: string, delta: string, offset: number): string {
  const start = offset - delta.length;
  // A gap would garble the text for good; what is missing comes with the next read of the row.
  return start > text.length || offset <= text.length ? text : text.slice(0, start) + delta;
}

/** The server says which messages there are; of each, the state that is furthest on counts. */
function mergeLoaded(known: ChatMessage[], loaded: ChatMessage[]): ChatMessage[] {
  const byId = new Map(known.map((message) => [message.id, message]));
  return loaded.map((message) => {
    const ours = byId.get(message.id);
    return ours && isAhead(ours, message) ? ours : message;
  });
}

function isAhead(ours: ChatMessage, theirs: ChatMessage): boolean {
  if (theirs.status !== 'streaming') return ours.status !== 'streaming';
  return ours.status !== 'streaming' || lengthOf(ours) >= lengthOf(theirs);
}

const lengthOf = ({ content, reasoning }: ChatMessage) => content.length + (reasoning?.length ?? 0);
