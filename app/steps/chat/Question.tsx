import { Form, Link, useSearchParams } from '@remix-run/react';
import { Pencil } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import type { ChatMessage, CitedResult } from '../../lib/api.ts';
import { Button, ButtonLink } from '../../ui/Button.tsx';
import { resultPath } from '../run/resultQuery.ts';
import { chatPath, comparedIdsIn, type RefusedCommand } from './chatForm.ts';
import { QuestionField } from './QuestionField.tsx';

/** What the reader asked, and a way to ask it differently. */
export const Question = memo(function Question({
  message,
  discussed: about,
  isEditable,
}: {
  message: ChatMessage;
  /** The result that it is about. */
  discussed: CitedResult | null;
  isEditable: boolean;
}) {
  const [query] = useSearchParams();
  return (
    <QuestionBubble
      about={
        about && (
          <Link to={resultPath(about)} className="link figures">
            {about.label}
          </Link>
        )
      }
      footer={
        isEditable && (
          <Link
            to={`?${new URLSearchParams({ ...comparedIdsIn(query), edit: message.id })}`}
            replace
            preventScrollReset
            className="inline-flex min-h-8 items-center gap-1.5 rounded-sm text-sm text-muted hover:text-ink"
          >
            <Pencil aria-hidden className="size-3.5" />
            Edit
          </Link>
        )
      }
    >
      {message.content}
    </QuestionBubble>
  );
});

export function QuestionBubble({
  about,
  footer,
  children,
}: {
  about?: ReactNode;
  footer?: ReactNode;
  children: string;
}) {
  return (
    <div className="ml-auto flex w-fit max-w-[min(100%,38rem)] flex-col items-end">
      <h2 className="sr-only">You asked</h2>
      <div className="rounded-lg bg-sunken px-4 py-2.5">
        {about && <p className="mb-1 text-sm text-muted">About {about}</p>}
        <p dir="auto" className="whitespace-pre-wrap wrap-anywhere">
          {children}
        </p>
      </div>
      {footer}
    </div>
  );
}

/** The question being changed. The new answer replaces what followed it. */
export function QuestionEditor({
  message,
  refused,
  isSendable,
}: {
  message: ChatMessage;
  /** What was tried before, and why it was refused. */
  refused: RefusedCommand | null;
  isSendable: boolean;
}) {
  const content = refused?.command.intent === 'edit' ? refused.command.content : message.content;
  const { fieldErrors, formError } = refused?.problem ?? {};
  const [query] = useSearchParams();
  return (
    <Form method="post" replace preventScrollReset className="ml-auto w-full max-w-[38rem]">
      <input type="hidden" name="intent" value="edit" />
      <input type="hidden" name="messageId" value={message.id} />
      <QuestionField
        id="edited-question"
        label="Your question, edited"
        defaultValue={content}
        error={fieldErrors?.content ?? formError ?? undefined}
        hint="This replaces the answer and everything after it."
        isSendable={isSendable}
        autoFocus
      />
      <div className="mt-2 flex justify-end gap-2">
        <ButtonLink to={chatPath(comparedIdsIn(query))} replace preventScrollReset variant="quiet">
          Cancel
        </ButtonLink>
        <Button variant="primary" disabled={!isSendable}>
          Ask this instead
        </Button>
      </div>
    </Form>
  );
}
