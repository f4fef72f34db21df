import { useRevalidator } from '@remix-run/react';
import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { Problem } from '../../../contract/problem.ts';
import { problemKinds } from '../../../contract/problemKinds.ts';
import { problemOf } from '../../../sdk/problemOf.ts';
import type { ChatMessage } from '../../lib/api.ts';
import { byomClient } from '../../lib/byomClient.ts';
import { type FormProblem, formProblem } from '../../lib/formProblem.ts';
import { type ChatCommand, chatFieldLabels, type RefusedCommand } from './chatForm.ts';
import {
  type ConversationEvent,
  type ConversationState,
  conversationReducer,
  streamingMessage,
} from './conversationState.ts';
import { useAnswerStream } from './useAnswerStream.ts';
import { useTabSync } from './useTabSync.ts';

/**
 * The conversation, kept up to date: with what this tab sends, with the answer that is being written,
 * and with what other tabs do.
 * @param pageKey differs with every load of the page, so that a question is never asked twice
 */
export function useConversation(
  loaded: ChatMessage[],
  initialRefusal: RefusedCommand | null,
  pageKey: string,
): { state: ConversationState; isLost: boolean; send: (command: ChatCommand) => Promise<boolean> } {
  const [state, dispatch] = useReducer(conversationReducer, {
    messages: loaded,
    sending: null,
    refused: initialRefusal,
  });
  const { revalidate } = useRevalidator();
  useEffect(() => dispatch({ type: 'loaded', messages: loaded }), [loaded]);

  // Counts what this tab did, so that a list that was read meanwhile is known to be old.
  const mutationCount = useRef(0);
  const refresh = useCallback(async () => {
    const before = mutationCount.current;
    try {
      const messages = await (await byomClient()).chat.list.query();
      if (mutationCount.current === before) dispatch({ type: 'loaded', messages });
    } catch (error) {
      // The page that follows says so when the session has ended. Else the next look may succeed.
      if (problemOf(error)) revalidate();
    }
  }, [revalidate]);
  const notifyOtherTabs = useTabSync(refresh);

  const isSending = useRef(false);
  const keyFor = useQuestionKey(pageKey);
  const send = useCallback(
    async (command: ChatCommand) => {
      const isStopCommand = command.intent === 'stop';
      // The second click of two that come before the first is seen to have done something.
      if (isSending.current && !isStopCommand) return false;
      isSending.current ||= !isStopCommand;
      mutationCount.current += 1;
      if (!isStopCommand) dispatch({ type: 'sent', command });
      try {
        dispatch(await callApi(command, keyFor));
        isSending.current &&= isStopCommand;
        return true;
      } catch (error) {
        // Once the refusal is shown, it may be tried again.
        isSending.current &&= isStopCommand;
        dispatch({ type: 'refused', command, problem: formProblemOf(error) });
        // Says so when the session has ended; and something may have happened for all we know.
        await refresh();
        return false;
      } finally {
        mutationCount.current += 1;
        notifyOtherTabs();
      }
    },
    [keyFor, refresh, notifyOtherTabs],
  );

  const onProgress = useCallback(
    (answer: ChatMessage) => {
      dispatch({ type: 'grew', answer });
      if (answer.status !== 'streaming') notifyOtherTabs();
    },
    [notifyOtherTabs],
  );
  const isLost = useAnswerStream(streamingMessage(state.messages), onProgress, refresh);
  return { state, isLost, send };
}

/**
 * A question whose answer was lost on the way back may have arrived. Sent again in the same words it
 * is the same question, until one is known to have arrived.
 */
function useQuestionKey(pageKey: string) {
  const key = useRef({ page: pageKey, count: 0, content: '' });
  return useCallback((content: string) => {
    const { page, count } = key.current;
    if (content !== key.current.content) key.current = { page, count: count + 1, content };
    return {
      idempotencyKey: `${page}-${key.current.count}`,
      confirmSent() {
        key.current.content = '';
      },
    };
  }, []);
}

async function callApi(
  command: ChatCommand,
  keyFor: ReturnType<typeof useQuestionKey>,
): Promise<ConversationEvent> {
  const { chat } = await byomClient();
  switch (command.intent) {
    case 'ask': {
      const { content, discuss, compare } = command;
      const { idempotencyKey, confirmSent } = keyFor(content);
      const exchange = await chat.send.mutate({ content, discuss, compare, idempotencyKey });
      confirmSent();
      return { type: 'answering', ...exchange };
    }
    case 'edit': {
      const { intent: _, ...input } = command;
      return { type: 'answering', ...(await chat.edit.mutate(input)) };
    }
    case 'regenerate': {
      const { messageId } = command;
      return { type: 'answering', ...(await chat.regenerate.mutate({ messageId })) };
    }
    case 'stop':
      return { type: 'grew', answer: await chat.stop.mutate({ messageId: command.messageId }) };
    case 'new':
      await chat.newConversation.mutate();
      return { type: 'emptied' };
  }
}

function formProblemOf(error: unknown): FormProblem {
  return formProblem(problemOf(error) ?? unreachable, chatFieldLabels);
}

/** What nobody answers is shown like an answer that the server is unavailable. */
const unreachable: Problem = {
  kind: 'unavailable',
  message: 'BYOM could not be reached. Nothing is lost: try again in a moment.',
  status: problemKinds.unavailable.http,
};
