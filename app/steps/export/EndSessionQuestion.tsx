import { Form, useNavigation } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import { steps } from '../../lib/steps.ts';
import { Button, ButtonLink } from '../../ui/Button.tsx';
import { deletedItems, type SessionContents } from './sessionContents.ts';

/** Asks before the session of the page ends. It has an address of its own, so that it works without scripts. */
export function EndSessionQuestion({
  keepLink,
  ...contents
}: SessionContents & {
  /** Where the page is as it was. */
  keepLink: string;
}) {
  const question = useRef<HTMLHeadingElement>(null);
  useEffect(() => question.current?.focus(), []);
  const isEnding = useNavigation().formMethod === 'POST';
  return (
    <section
      aria-labelledby="end-session"
      className="max-w-prose rounded-md border border-bad px-4 py-3"
    >
      <h2 ref={question} id="end-session" tabIndex={-1} className="font-medium">
        End this session?
      </h2>
      <p className="mt-1 text-[0.9375rem]">
        This deletes {deletedItems(contents)} of {contents.modelNames} for good, along with the
        conversation.
        {contents.results > 0 && ' Download what you want to keep first.'}
      </p>
      <Form method="post" className="mt-4 flex flex-wrap gap-3">
        <Button variant="danger" name="intent" value="start-over" busy={isEnding}>
          Delete everything
        </Button>
        {contents.results > 0 && (
          <ButtonLink to={steps.export.path} reloadDocument>
            Download
          </ButtonLink>
        )}
        <ButtonLink to={keepLink} preventScrollReset>
          Keep it
        </ButtonLink>
      </Form>
    </section>
  );
}
