/**
 * The conversation as one tab knows it: what the server has told, what is on its way there, and the
 * answer that grows. Pure, so that every order of events can be tried in a table.
 */
import type { AnswerProgress, ChatExchange, ChatMessage } from '../../lib/api.ts';
import type { ChatCommand, RefusedCommand } from './chatForm.ts';

export interface ConversationState {
  /** Oldest first. */
  messages: ChatMessage[];
  /** On its way to the server. */
  sending: ChatCommand | null;
  refused: RefusedCommand | null;
}

export type ConversationEvent =
  | { type: 'loaded'; messages: ChatMessage[] }
  | { type: 'sent'; command: ChatCommand }
  /** What was sent made the model answer. */
  | ({ type: 'answering' } & ChatExchange)
  /** What was sent is done, and the conversation begins anew. */
  | { type: 'emptied' }
  | ({ type: 'refused' } & RefusedCommand)
  | { type: 'grew'; answer: ChatMessage };

export function conversationReducer(
  state: ConversationState,
  event: ConversationEvent,
): ConversationState {
  switch (event.type) {
    case 'loaded':
      return { ...state, messages: mergeLoaded(state.messages, event.messages) };
    case 'sent':
      return { ...state, sending: event.command, refused: null };
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
        refused: { command: event.command, problem: event.problem },
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

/** Adds what came to an answer. The offsets decide where it goes, so the same may come twice. */
export function applyProgress(answer: ChatMessage, progress: AnswerProgress): ChatMessage {
  if (progress.ended) return progress.ended;
  const known = progress.restarts ? { content: '', reasoning: '' } : answer;
  const content = appended(known.content, progress.delta, progress.offset);
  const reasoning = appended(
    known.reasoning ?? '',
    progress.reasoningDelta,
    progress.reasoningOffset,
  );
  return { ...answer, content, reasoning: reasoning || null };
}

function appended(text: string, delta: string, offset: number): string {
  const start = offset - delta.length;
  // A gap would garble the text for good; what is missing comes with the next read of the row.
  return start > text.length || offset <= text.length ? text : text.slice(0, start) + delta;
}

/** The server says which messages there are; of each, the state that is furthest on counts. */
function mergeLoaded(known: ChatMessage[], loaded: ChatMessage[]): ChatMessage[] {
  const byId = new Map(known.map((message) => [message.id, message]));
  return loaded.map((message) => {
    const local = byId.get(message.id);
    return local && isAhead(local, message) ? local : message;
  });
}

function isAhead(local: ChatMessage, loaded: ChatMessage): boolean {
  if (loaded.status !== 'streaming') return local.status !== 'streaming';
  return local.status !== 'streaming' || lengthOf(local) >= lengthOf(loaded);
}

const lengthOf = ({ content, reasoning }: ChatMessage) => content.length + (reasoning?.length ?? 0);
