import { Form } from '@remix-run/react';

/** Questions that a click asks. One row that scrolls once the conversation is under way. */
export function Suggestions({ questions, folded }: { questions: string[]; folded: boolean }) {
  return (
    <Form method="post" replace preventScrollReset aria-label="Suggested questions">
      <input type="hidden" name="intent" value="ask" />
      <ul className={`mb-3 flex gap-2 p-0.5 ${folded ? 'overflow-x-auto' : 'flex-wrap'}`}>
        {questions.map((question) => (
          <li key={question} className={folded ? 'shrink-0' : ''}>
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
          </li>
        ))}
      </ul>
    </Form>
  );
}
