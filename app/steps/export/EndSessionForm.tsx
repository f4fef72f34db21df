import { useNavigation, useSubmit } from '@remix-run/react';
import { steps } from '../../lib/steps.ts';
import { useHydrated } from '../../lib/useHydrated.ts';
import { ButtonLink } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { EndSessionQuestion } from './EndSessionQuestion.tsx';
import { deletedItems, type SessionContents } from './sessionContents.ts';

/** The element in which a session is ended. */
export const END_ID = 'end';

/** Ends the session after asking once more: in a dialog or, without scripts, at an address of its own. */
export function EndSessionForm({
  isAsked,
  ...contents
}: SessionContents & {
  /** The address asks the question. */
  isAsked: boolean;
}) {
  const submit = useSubmit();
  const isHydrated = useHydrated();
  const isEnding = useNavigation().formMethod === 'POST';
  if (isAsked) return <EndSessionQuestion {...contents} keepLink={steps.export.path} />;
  return (
    <>
      <p className="max-w-prose text-muted">
        Deletes {deletedItems(contents)} of {contents.modelNames} from this server at once, along
        with the conversation. This cannot be undone.
      </p>
      <div className="mt-4">
        {isHydrated ? (
          <ConfirmDialog
            trigger="End the session"
            title="End this session?"
            confirm="Delete everything"
            onConfirm={() => submit(null, { method: 'post' })}
            busy={isEnding}
          >
            This deletes {deletedItems(contents)} for good. Download what you want to keep first.
          </ConfirmDialog>
        ) : (
          <ButtonLink to={`${steps.export.path}?end#${END_ID}`} variant="danger">
            End the session
          </ButtonLink>
        )}
      </div>
    </>
  );
}
