import { Form, useSubmit } from '@remix-run/react';
import { Square } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { FormProblem } from '../../lib/formProblem.ts';
import { Button } from '../ui/Button.tsx';
import { controlClass } from '../ui/Field.tsx';
import { Notice } from '../ui/Notice.tsx';

/** Where the next question is typed. Enter asks, Shift and Enter starts a line, Escape stops. */
export function Composer({
  answeringId,
  isSending,
  refused,
}: {
  /** The answer that is being written, if one is. */
  answeringId: string | null;
  isSending: boolean;
  refused: { content: string; problem: FormProblem } | null;
}) {
  const form = useRef<HTMLFormElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  useStopOnEscape(answeringId);
  const error = refused?.problem.fieldErrors.content;

  // A sent question leaves the field; a refused one comes back to it.
  useEffect(() => {
    if (isSending && field.current) field.current.value = '';
  }, [isSending]);
  useEffect(() => {
    if (refused && field.current && field.current.value === '') {
      field.current.value = refused.content;
    }
  }, [refused]);

  const askOnEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (!answeringId && !isSending && field.current?.value.trim()) form.current?.requestSubmit();
  };

  return (
    <>
      {refused?.problem.formError && (
        <div className="mb-3">
          <Notice tone="bad" title="The question was not sent">
            {refused.problem.formError}
          </Notice>
        </div>
      )}
      <Form
        ref={form}
        method="post"
        replace
        preventScrollReset
        className="flex flex-wrap items-end gap-3"
      >
        <input type="hidden" name="intent" value="ask" />
        <div className="min-w-56 flex-1">
          <label htmlFor="question" className="sr-only">
            Your question
          </label>
          <textarea
            ref={field}
            id="question"
            name="content"
            rows={2}
            required
            defaultValue={refused?.content}
            onKeyDown={askOnEnter}
            placeholder="Ask about the results"
            aria-invalid={error ? true : undefined}
            aria-describedby={error ? 'question-error' : 'question-hint'}
            className={`${controlClass} max-h-48 resize-y [field-sizing:content]`}
          />
        </div>
        {answeringId ? (
          <Button type="submit" form="stop-answer">
            <Square aria-hidden className="size-3.5 fill-current" />
            Stop
          </Button>
        ) : (
          <Button variant="primary" busy={isSending}>
            Ask
          </Button>
        )}
      </Form>
      <p id={error ? 'question-error' : 'question-hint'} className="mt-1.5 text-sm">
        {error ? (
          <span className="text-bad">{error}</span>
        ) : (
          <span className="hidden text-muted sm:inline">
            Enter asks, Shift and Enter starts a new line, Escape stops the answer.
          </span>
        )}
      </p>
      {answeringId && (
        <Form method="post" id="stop-answer" replace preventScrollReset>
          <input type="hidden" name="intent" value="stop" />
          <input type="hidden" name="messageId" value={answeringId} />
        </Form>
      )}
    </>
  );
}

function useStopOnEscape(answeringId: string | null): void {
  const submit = useSubmit();
  useEffect(() => {
    if (!answeringId) return;
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      submit(
        { intent: 'stop', messageId: answeringId },
        { method: 'post', replace: true, preventScrollReset: true },
      );
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [answeringId, submit]);
}
