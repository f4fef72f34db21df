import { Form } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import { displayName } from '../../../contract/displayName.ts';
import type { Connection } from '../../lib/api.ts';
import { cardId, cardLink } from '../../lib/modelStepLinks.ts';
import { Button, ButtonLink } from '../../ui/Button.tsx';
import { usePendingIntent } from './usePendingIntent.ts';

/** Asks before a connection is removed. It has an address of its own, so that it works without scripts. */
export function RemoveQuestion({ connection }: { connection: Connection }) {
  const { connectionId } = connection;
  const question = useRef<HTMLHeadingElement>(null);
  useEffect(() => question.current?.focus(), []);
  const id = `${cardId(connectionId)}-remove`;
  return (
    <section aria-labelledby={id} className="rounded-md border border-bad px-4 py-3">
      <h3 ref={question} id={id} tabIndex={-1} className="font-medium wrap-anywhere">
        Remove {displayName(connection)}?
      </h3>
      <p className="mt-1 text-[0.9375rem]">
        Its key is deleted at once and its calls end. Its runs and their results stay.
      </p>
      <Form method="post" className="mt-4 flex flex-wrap gap-3">
        <input type="hidden" name="connectionId" value={connectionId} />
        <Button
          variant="danger"
          name="intent"
          value="remove"
          busy={usePendingIntent(connectionId) === 'remove'}
        >
          Remove it
        </Button>
        <ButtonLink to={cardLink(connectionId)} preventScrollReset>
          Keep it
        </ButtonLink>
      </Form>
    </section>
  );
}
