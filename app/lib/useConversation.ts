import { useRevalidator } from '@remix-run/react';
import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { ChatMessage } from './api.ts';
import { toApiProblem } from './apiProblem.ts';
import { byomClient } from './byomClient.ts';
import { type ChatRequest, chatFieldLabels, type RefusedRequest } from './chatForm.ts';
import {
  type ConversationEvent,
  type ConversationState,
  conversationReducer,
  streamingMessage,
} from './conversationState.ts';
import { type FormProblem, formProblem } from './formProblem.ts';
import { useAnswerStream } from './useAnswerStream.ts';
import { useOtherTabs } from './useOtherTabs.ts';

/**
 * The conversation, kept up to date: with what this tab sends, with the answer that is being written,
 * and with what other tabs do.
 * @param pageKey differs with every load of the page, so that a question is never asked twice
 */
export function useConversation(
  loaded: ChatMessage[],
  refusedAtLoad: RefusedRequest | null,
  pageKey: string,
): { state: ConversationState; isLost: boolean; send: (request: ChatRequest) => Promise<boolean> } {
  const [state, dispatch] = useReducer(conversationReducer, {
    messages: loaded,
    sending: null,
    refused: refusedAtLoad,
  });
  const { revalidate } = useRevalidator();
  useEffect(() => dispatch({ type: 'loaded', messages: loaded }), [loaded]);

  // Counts what this tab did, so that a list that was read meanwhile is known to be old.
  const deeds = useRef(0);
  const refresh = useCallback(async () => {
    const before = deeds.current;
    try {
      const messages = await byomClient().chat.list.query();
      if (deeds.current === before) dispatch({ type: 'loaded', messages });
    } catch (error) {
      // The page that follows says so when the session has ended. Else the next look may succeed.
      if (toApiProblem(error)) revalidate();
    }
  }, [revalidate]);
  const tellOtherTabs = useOtherTabs(refresh);

  const keys = useRef({ content: '', count: 0 });
  const send = useCallback(
    async (request: ChatRequest) => {
      deeds.current += 1;
      if (request.intent !== 'stop') dispatch({ type: 'sent', request });
      try {
        if (request.intent === 'ask') {
          // The same words again after a lost answer are the same question.
          if (keys.current.content !== request.content) keys.current.count += 1;
          keys.current.content = request.content;
          request.idempotencyKey = `${pageKey}-${keys.current.count}`;
        }
        dispatch(await carryOut(request));
        if (request.intent === 'ask') keys.current.content = '';
        return true;
      } catch (error) {
        dispatch({ type: 'refused', request, problem: problemOf(error) });
        // Says so when the session has ended; and something may have happened for all we know.
        await refresh();
        return false;
      } finally {
        deeds.current += 1;
        tellOtherTabs();
      }
    },
    [pageKey, refresh, tellOtherTabs],
  );

  const onGrowth = useCallback(
    (answer: ChatMessage) => {
      dispatch({ type: 'grew', answer });
      if (answer.status !== 'streaming') tellOtherTabs();
    },
    [tellOtherTabs],
  );
  const isLost = useAnswerStream(streamingMessage(state.messages), onGrowth, refresh);
  return { state, isLost, send };
}

async function carryOut(request: ChatRequest): Promise<ConversationEvent> {
  const { chat } = byomClient();
  switch (request.intent) {
    case 'ask': {
      const { intent: _, ...input } = request;
      return { type: 'answering', ...(await chat.send.mutate(input)) };
    }
    case 'edit': {
      const { intent: _, ...input } = request;
      return { type: 'answering', ...(await chat.edit.mutate(input)) };
    }
    case 'regenerate': {
      const { messageId } = request;
      return { type: 'answering', ...(await chat.regenerate.mutate({ messageId })) };
    }
    case 'stop':
      return { type: 'grew', answer: await chat.stop.mutate({ messageId: request.messageId }) };
    case 'new':
      await chat.newConversation.mutate();
      return { type: 'emptied' };
  }
}

function problemOf(error: unknown): FormProblem {
  if (toApiProblem(error)) return formProblem(error, chatFieldLabels);
  const formError = 'BYOM could not be reached. Nothing is lost: try again in a moment.';
  return { fieldErrors: {}, formError, status: 503 };
}
