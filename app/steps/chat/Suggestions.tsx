import { Form } from '@remix-run/react';
import type { SuggestedQuestion } from '../../lib/api.ts';
import { type ComparedInChat, ComparedRunsInputs } from './ComparedRunsNote.tsx';

/** Questions that a click asks. One row that scrolls once the conversation is under way. */
export function Suggestions({
  questions,
  compared,
  isSingleRow,
}: {
  questions: SuggestedQuestion[];
  compared: ComparedInChat | null;
  isSingleRow: boolean;
}) {
  return (
    <ul
      aria-label="Suggested questions"
      className={`mb-3 flex gap-2 p-0.5 ${isSingleRow ? 'overflow-x-auto' : 'flex-wrap'}`}
    >
      {questions.map(({ question, discuss }) => (
        <li key={question} className={isSingleRow ? 'shrink-0' : ''}>
          <Form method="post" replace preventScrollReset>
            <input type="hidden" name="intent" value="ask" />
            {discuss && <input type="hidden" name="discuss" value={discuss} />}
            <ComparedRunsInputs compared={compared} />
            <button
              type="submit"
              name="content"
              value={question}
              className={
                'cursor-pointer rounded-md border border-rule bg-surface px-3 py-2 text-left ' +
                'text-sm text-ink transition-colors hover:border-edge'
              }
            >
              {question}
            </button>
          </Form>
        </li>
      ))}
    </ul>
  );
}
