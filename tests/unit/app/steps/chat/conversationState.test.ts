import { describe, expect, it } from 'vitest';
import type { AnswerProgress, ChatMessage } from '../../../../../app/lib/api.ts';
import {
  applyProgress,
  type ConversationEvent,
  type ConversationState,
  conversationReducer,
  shownMessages,
} from '../../../../../app/steps/chat/conversationState.ts';

const message = (id: string, more: Partial<ChatMessage> = {}) =>
  ({
    id,
    role: 'assistant',
    status: 'complete',
    content: '',
    reasoning: null,
    ...more,
  }) as ChatMessage;
const question = (id: string) => message(id, { role: 'user', content: `${id}?` });
const growing = (id: string, content: string) => message(id, { status: 'streaming', content });

function stateAfter(...events: ConversationEvent[]): ConversationState {
  const start: ConversationState = {
    messages: [question('q1'), message('a1'), question('q2'), message('a2')],
    sending: null,
    refused: null,
  };
  return events.reduce(conversationReducer, start);
}
const ids = (messages: ChatMessage[]) => messages.map(({ id }) => id);
const problem = { fieldErrors: {}, formError: 'No.', status: 400 };

describe('what is sent', () => {
  it('is shown at once, without what it replaces', () => {
    const ask = stateAfter({ type: 'sent', command: { intent: 'ask', content: 'q3?' } });
    expect(ids(shownMessages(ask))).toEqual(['q1', 'a1', 'q2', 'a2']);
    const edit = stateAfter({
      type: 'sent',
      command: { intent: 'edit', messageId: 'q2', content: 'x' },
    });
    expect(ids(shownMessages(edit))).toEqual(['q1', 'a1']);
    const again = stateAfter({ type: 'sent', command: { intent: 'regenerate', messageId: 'a2' } });
    expect(ids(shownMessages(again))).toEqual(['q1', 'a1', 'q2']);
  });

  it('stands in the place of what it replaces once it is accepted', () => {
    const edited = stateAfter(
      { type: 'sent', command: { intent: 'edit', messageId: 'q2', content: 'q3?' } },
      { type: 'answering', question: question('q3'), answer: growing('a3', '') },
    );
    expect(ids(edited.messages)).toEqual(['q1', 'a1', 'q3', 'a3']);
    const regenerated = stateAfter(
      { type: 'sent', command: { intent: 'regenerate', messageId: 'a2' } },
      { type: 'answering', question: question('q2'), answer: growing('a3', '') },
    );
    expect(ids(regenerated.messages)).toEqual(['q1', 'a1', 'q2', 'a3']);
    expect(regenerated.sending).toBeNull();
  });

  it('changes nothing when it is refused, and is kept with the reason', () => {
    const command = { intent: 'edit', messageId: 'q1', content: 'x' } as const;
    const state = stateAfter({ type: 'sent', command }, { type: 'refused', command, problem });
    expect(ids(shownMessages(state))).toEqual(['q1', 'a1', 'q2', 'a2']);
    expect(state.refused).toEqual({ command, problem });
    expect(conversationReducer(state, { type: 'sent', command }).refused).toBeNull();
  });

  it('is there once when another tab told of it before', () => {
    const exchange = { question: question('q3'), answer: growing('a3', '') };
    const state = stateAfter(
      { type: 'sent', command: { intent: 'ask', content: 'q3?' } },
      { type: 'loaded', messages: [exchange.question, exchange.answer] },
      { type: 'answering', ...exchange },
    );
    expect(ids(state.messages)).toEqual(['q3', 'a3']);
  });
});

describe('what is loaded', () => {
  it.each([
    ['a longer text of ours', growing('a', 'abc'), growing('a', 'ab'), 'abc'],
    ['a longer text of theirs', growing('a', 'ab'), growing('a', 'abc'), 'abc'],
    ['an end of ours', message('a', { content: 'end' }), growing('a', 'longer text'), 'end'],
    ['an end of theirs', growing('a', 'longer text'), message('a', { content: 'end' }), 'end'],
  ])('keeps %s', (_, ours, theirs, expected) => {
    const state: ConversationState = { messages: [ours], sending: null, refused: null };
    const merged = conversationReducer(state, { type: 'loaded', messages: [theirs] });
    expect(merged.messages.map(({ content }) => content)).toEqual([expected]);
  });

  it('says which messages there are', () => {
    const state = stateAfter({ type: 'loaded', messages: [question('q9')] });
    expect(ids(state.messages)).toEqual(['q9']);
  });
});

describe('a growing answer', () => {
  const piece = (
    delta: string,
    offset: number,
    more: Partial<AnswerProgress> = {},
  ): AnswerProgress => ({
    delta,
    offset,
    reasoningDelta: '',
    reasoningOffset: 0,
    restarts: false,
    ended: null,
    ...more,
  });

  it.each([
    ['the next piece', 'Hello', piece(' you', 9), 'Hello you'],
    ['a piece again', 'Hello you', piece(' you', 9), 'Hello you'],
    ['an older piece again', 'Hello you', piece('lo', 5), 'Hello you'],
    ['a piece that overlaps', 'Hello', piece('lo you', 9), 'Hello you'],
    ['everything from the start', 'Hello', piece('Hello you', 9), 'Hello you'],
    ['a piece after a gap, not at all', 'Hello', piece('you', 9), 'Hello'],
    [
      'the end as it is stored',
      'Hell',
      piece('', 4, { ended: message('a', { content: 'Hi' }) }),
      'Hi',
    ],
  ])('takes %s', (_, known, event, expected) => {
    expect(applyProgress(growing('a', known), event).content).toBe(expected);
  });

  it('keeps reasoning and text apart', () => {
    const reasoning = piece('', 0, { reasoningDelta: 'Hm', reasoningOffset: 2 });
    const both = applyProgress(applyProgress(growing('a', ''), reasoning), piece('Yes', 3));
    expect(both).toMatchObject({ content: 'Yes', reasoning: 'Hm' });
  });

  it('begins anew where its text turned out to be reasoning', () => {
    const correction = piece('Yes', 3, {
      reasoningDelta: 'Hm.',
      reasoningOffset: 3,
      restarts: true,
    });
    const corrected = applyProgress(growing('a', 'Hm. So'), correction);
    expect(corrected).toMatchObject({ content: 'Yes', reasoning: 'Hm.' });
  });
});
