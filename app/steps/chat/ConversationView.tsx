import { Form, useNavigate, useSearchParams } from '@remix-run/react';
import { ArrowDown, MessageSquarePlus } from 'lucide-react';
import { type FormEvent, type RefObject, useCallback, useEffect } from 'react';
import type { ChatMessage, Run, RunResult, SuggestedQuestion } from '../../lib/api.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Answer, AnswerPhase } from './Answer.tsx';
import type { ComparedInChat } from './ComparedRunsNote.tsx';
import { Composer } from './Composer.tsx';
import {
  type ChatCommand,
  chatPath,
  comparedIdsIn,
  type RefusedCommand,
  readChatForm,
} from './chatForm.ts';
import { shownMessages, streamingMessage } from './conversationState.ts';
import { Question, QuestionBubble, QuestionEditor } from './Question.tsx';
import { Suggestions } from './Suggestions.tsx';
import { useAnswerAnnouncements } from './useAnswerAnnouncements.ts';
import { useConversation } from './useConversation.ts';
import { useStickToBottom } from './useStickToBottom.ts';

/** The whole conversation and the place to ask the next question. */
export function ConversationView({
  modelName,
  loaded,
  runs,
  suggestions,
  discussed,
  compared,
  initialRefusal,
  pageKey,
  drawer = null,
}: {
  modelName: string;
  loaded: ChatMessage[];
  runs: Run[];
  suggestions: SuggestedQuestion[];
  discussed: RunResult | null;
  /** The two runs that the questions are about; null for the newest. */
  compared: ComparedInChat | null;
  initialRefusal: RefusedCommand | null;
  pageKey: string;
  /** What it scrolls in, where it stands beside another page, whose address says nothing of it. */
  drawer?: RefObject<HTMLElement> | null;
}) {
  const { state, isLost, send } = useConversation(loaded, initialRefusal, pageKey);
  const { sending, refused } = state;
  const messages = shownMessages(state);
  const answering = streamingMessage(messages);
  const wasAsked = (question: string) => messages.some(({ content }) => content === question);
  const canAsk = !answering && !sending;
  const last = messages.at(-1);
  const announcement = useAnswerAnnouncements(last);
  const { isScrolledUp, scrollToBottom } = useStickToBottom(
    `${messages.length} ${sending?.intent} ${last?.content.length} ${last?.reasoning?.length} ${last?.status}`,
    loaded.length > 0,
    drawer,
  );

  const [searchParams] = useSearchParams();
  const navigate = useNavigate();
  const editedId = drawer || sending?.intent === 'edit' ? null : searchParams.get('edit');
  const sendCommand = useCallback(
    async (command: ChatCommand) => {
      const isDone = await send(command);
      // What was being edited or discussed is asked; of that the next question starts plain.
      const isAsked = command.intent === 'ask' || command.intent === 'edit';
      const plain = chatPath(comparedIdsIn(new URLSearchParams(window.location.search)));
      if (
        !drawer &&
        isDone &&
        isAsked &&
        window.location.search !== new URL(plain, window.location.href).search
      ) {
        navigate(plain, { replace: true, preventScrollReset: true });
      }
    },
    [send, navigate, drawer],
  );
  // Before Remix would send the form: without scripts that is what happens.
  const sendForm = (event: FormEvent) => {
    event.preventDefault();
    const { submitter } = event.nativeEvent as SubmitEvent;
    sendCommand(readChatForm(new FormData(event.target as HTMLFormElement, submitter)));
  };
  useEffect(() => {
    if (sending) scrollToBottom();
  }, [sending, scrollToBottom]);

  return (
    <section aria-label="Conversation" className="flex min-w-0 flex-col" onSubmitCapture={sendForm}>
      <p role="status" className="sr-only">
        {announcement}
      </p>
      {messages.length === 0 && !sending && (
        <p className="border-t border-rule pt-6 pb-8 text-muted">
          {discussed
            ? 'What do you want to know about this result?'
            : 'No questions yet. Ask one of your own, or start with one of these.'}
        </p>
      )}
      <ol className="space-y-8">
        {messages.map((message, index) => (
          <li key={message.id}>
            {message.role === 'assistant' ? (
              <Answer
                message={message}
                modelName={modelName}
                runs={runs}
                canRegenerate={canAsk && index === messages.length - 1}
              />
            ) : message.id === editedId ? (
              <QuestionEditor
                message={message}
                refused={refused?.command.intent === 'edit' ? refused : null}
                isSendable={canAsk}
              />
            ) : (
              <Question
                message={message}
                discussed={discussedCitation(message, messages[index + 1])}
                isEditable={canAsk && !drawer}
              />
            )}
          </li>
        ))}
        {(sending?.intent === 'ask' || sending?.intent === 'edit') && (
          <li className="opacity-60">
            <QuestionBubble>{sending.content}</QuestionBubble>
          </li>
        )}
        {sending && sending.intent !== 'new' && (
          <li>
            <AnswerPhase phase="waiting" />
          </li>
        )}
      </ol>
      {isLost && (
        <div className="mt-6">
          <Notice tone="warn" title="The connection is interrupted">
            The model goes on answering. Its answer appears as soon as the connection is back.
          </Notice>
        </div>
      )}
      <div
        className={`mt-8 bg-paper pt-2 pb-4 ${messages.length > 0 ? 'sticky-question sticky bottom-0' : ''}`}
      >
        {isScrolledUp && (
          <Button
            type="button"
            onClick={scrollToBottom}
            // It goes away at the end of the page, and the focus would go with it. The key End does the same.
            tabIndex={-1}
            className="mx-auto mb-2 flex"
          >
            <ArrowDown aria-hidden className="size-4" />
            Jump to latest
          </Button>
        )}
        {canAsk && !discussed && (
          <Suggestions
            questions={suggestions.filter(({ question }) => !wasAsked(question))}
            compared={compared}
            isSingleRow={messages.length > 0}
          />
        )}
        <Composer
          answeringId={answering?.id ?? null}
          isSending={sending !== null}
          refused={refused}
          discussed={discussed}
          compared={compared}
          idempotencyKey={pageKey}
          stop={sendCommand}
        />
        {messages.length > 0 && (
          <Form method="post" replace preventScrollReset className="mt-2">
            <button
              type="submit"
              name="intent"
              value="new"
              className="inline-flex min-h-8 cursor-pointer items-center gap-1.5 rounded-sm text-sm text-muted hover:text-ink"
            >
              <MessageSquarePlus aria-hidden className="size-4" />
              New conversation
            </button>
          </Form>
        )}
      </div>
    </section>
  );
}

/** The result that a question is about, by the name that the model was given for it. */
function discussedCitation(question: ChatMessage, answer: ChatMessage | undefined) {
  const id = question.discussedResultId;
  const cited = answer?.evidence?.results.find(({ resultId }) => resultId === id);
  return id && cited ? cited : null;
}
