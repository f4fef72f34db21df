import { Form } from '@remix-run/react';
import { Square } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { RunResult } from '../../lib/api.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { type ComparedInChat, ComparedRunsInputs, ComparedRunsNote } from './ComparedRunsNote.tsx';
import type { ChatCommand, RefusedCommand } from './chatForm.ts';
import { DiscussedResult } from './DiscussedResult.tsx';
import { QuestionField } from './QuestionField.tsx';

const HINT = 'Enter asks, Shift and Enter starts a new line, Escape stops the answer.';

/** Where the next question is typed. Escape stops the answer that is being written. */
export function Composer({
  answeringId,
  isSending,
  refused,
  discussed,
  compared,
  idempotencyKey,
  stop,
}: {
  /** The answer that is being written, if one is. */
  answeringId: string | null;
  isSending: boolean;
  refused: RefusedCommand | null;
  /** The result that the next question is about. */
  discussed: RunResult | null;
  compared: ComparedInChat | null;
  idempotencyKey: string;
  stop: (command: ChatCommand) => void;
}) {
  const field = useRef<HTMLTextAreaElement>(null);
  const refusedContent = refused?.command.intent === 'ask' ? refused.command.content : null;
  // Without scripts this is all that brings a refused question back.
  const [initialContent] = useState(refusedContent);
  // What an editor asked for it says itself, at the field.
  const formError = refused?.command.intent === 'edit' ? null : refused?.problem.formError;
  useStopOnEscape(answeringId, stop);

  // A sent question leaves the field; a refused one comes back to it.
  useEffect(() => {
    if (isSending && field.current) field.current.value = '';
  }, [isSending]);
  useEffect(() => {
    if (refusedContent !== null && field.current?.value === '') {
      field.current.value = refusedContent;
    }
  }, [refusedContent]);

  // Buttons come and go with the answer and with what is asked about. The focus must not go with them.
  const isBusy = answeringId !== null || isSending;
  const buttons = `${isBusy} ${discussed !== null} ${compared !== null}`;
  const buttonsBefore = useRef(buttons);
  useEffect(() => {
    if (buttonsBefore.current === buttons) return;
    buttonsBefore.current = buttons;
    if (document.activeElement === document.body) field.current?.focus({ preventScroll: true });
  }, [buttons]);

  return (
    <>
      {formError && (
        <div className="mb-3">
          <Notice tone="bad" title={refusalTitles[refused?.command.intent ?? 'ask']}>
            {formError}
          </Notice>
        </div>
      )}
      {compared && <ComparedRunsNote {...compared} />}
      {discussed && <DiscussedResult result={discussed} />}
      <Form
        method="post"
        replace
        preventScrollReset
        className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-3"
      >
        <input type="hidden" name="intent" value="ask" />
        <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
        {discussed && <input type="hidden" name="discuss" value={discussed.id} />}
        <ComparedRunsInputs compared={compared} />
        <div>
          <QuestionField
            ref={field}
            id="question"
            label="Your question"
            defaultValue={initialContent ?? undefined}
            error={refusedContent === null ? undefined : refused?.problem.fieldErrors.content}
            hint={HINT}
            isSendable={!answeringId && !isSending}
          />
        </div>
        {answeringId ? (
          <Button key="stop" type="submit" form="stop-answer">
            <Square aria-hidden className="size-3.5 fill-current" />
            Stop
          </Button>
        ) : (
          <Button key="ask" variant="primary" busy={isSending}>
            Ask
          </Button>
        )}
      </Form>
      {answeringId && (
        <Form method="post" id="stop-answer" replace preventScrollReset>
          <input type="hidden" name="intent" value="stop" />
          <input type="hidden" name="messageId" value={answeringId} />
        </Form>
      )}
    </>
  );
}

const refusalTitles: Record<ChatCommand['intent'], string> = {
  ask: 'The question was not sent',
  edit: 'The question was not sent',
  regenerate: 'The question was not asked again',
  stop: 'The answer was not stopped',
  new: 'Could not start a new conversation',
};

function useStopOnEscape(answeringId: string | null, stop: (command: ChatCommand) => void): void {
  useEffect(() => {
    if (!answeringId) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
      stop({ intent: 'stop', messageId: answeringId });
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [answeringId, stop]);
}
