import { useNavigation } from '@remix-run/react';
import { ArrowDown } from 'lucide-react';
import { streamingMessage } from '../../lib/answerStreamState.ts';
import type { ChatMessage } from '../../lib/api.ts';
import { plural } from '../../lib/format.ts';
import type { FormProblem } from '../../lib/formProblem.ts';
import { useAnswerStream } from '../../lib/useAnswerStream.ts';
import { useFollowEnd } from '../../lib/useFollowEnd.ts';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Answer, Question } from './ChatTurn.tsx';
import { Composer } from './Composer.tsx';
import { Suggestions } from './Suggestions.tsx';

/** The whole conversation and the place to ask the next question. */
export function Conversation({
  modelName,
  loaded,
  suggestions,
  refused,
}: {
  modelName: string;
  loaded: ChatMessage[];
  suggestions: string[];
  refused: { content: string; problem: FormProblem } | null;
}) {
  const { messages, lost } = useAnswerStream(loaded);
  const { formData } = useNavigation();
  const sending = formData?.get('intent') === 'ask' ? String(formData.get('content')) : null;
  const answering = streamingMessage(messages);
  const lastQuestion = messages.findLast(({ role }) => role === 'user')?.content;
  const { isAway, toEnd } = useFollowEnd(
    `${messages.length} ${sending} ${messages.at(-1)?.content.length}`,
  );

  return (
    <section aria-label="Conversation" className="flex min-w-0 flex-col">
      <p role="status" className="sr-only">
        {spoken(answering, messages.at(-1))}
      </p>
      {messages.length === 0 && sending === null && (
        <p className="border-t border-rule pt-6 pb-8 text-muted">
          No questions yet. Ask one of your own, or start with one of these.
        </p>
      )}
      <ol className="space-y-8">
        {messages.map((message, index) => (
          <li key={message.id}>
            {message.role === 'user' ? (
              <Question>{message.content}</Question>
            ) : (
              <Answer
                message={message}
                modelName={modelName}
                retry={index === messages.length - 1 ? lastQuestion : undefined}
              />
            )}
          </li>
        ))}
        {sending !== null && (
          <li className="opacity-60">
            <Question>{sending}</Question>
          </li>
        )}
      </ol>
      {lost && (
        <div className="mt-6">
          <Notice tone="warn" title="Live updates have stopped">
            The model may still be answering. Reload the page to see its answer.
          </Notice>
        </div>
      )}
      <div className="sticky bottom-0 mt-8 bg-paper pt-2 pb-4">
        {isAway && (
          <Button
            type="button"
            onClick={toEnd}
            className="absolute -top-10 left-1/2 -translate-x-1/2 shadow-md"
          >
            <ArrowDown aria-hidden className="size-4" />
            To the latest
          </Button>
        )}
        {!answering && sending === null && (
          <Suggestions questions={suggestions} folded={messages.length > 0} />
        )}
        <Composer
          answeringId={answering?.id ?? null}
          isSending={sending !== null}
          refused={refused}
        />
      </div>
    </section>
  );
}

function spoken(answering: ChatMessage | undefined, last: ChatMessage | undefined): string {
  if (answering) return 'The model is answering.';
  if (last?.role !== 'assistant') return '';
  if (last.status === 'failed') return 'The model could not answer.';
  const words = last.content.split(/\s+/).filter(Boolean).length;
  return last.status === 'complete'
    ? `The answer is complete: ${plural(words, 'word')}.`
    : 'The answer has stopped.';
}
