import { Form, useNavigation, useSubmit } from '@remix-run/react';
import { listed, plural } from '../../lib/format.ts';
import { useHydrated } from '../../lib/useHydrated.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';

/** Deletes the session after asking once more; without scripts the button itself is the answer. */
export function DeleteSessionForm({
  modelNames,
  keys,
  runs,
  results,
}: {
  modelNames: string;
  keys: number;
  runs: number;
  results: number;
}) {
  const submit = useSubmit();
  const isDeleting = useNavigation().formMethod === 'POST';
  const deletedItems = listed([
    plural(keys, 'key'),
    plural(runs, 'run'),
    plural(results, 'result'),
  ]);
  return (
    <>
      <p className="max-w-prose text-muted">
        Deletes {deletedItems} of {modelNames} from this server at once, along with the
        conversation. This cannot be undone.
      </p>
      <div className="mt-4">
        {useHydrated() ? (
          <ConfirmDialog
            trigger="Delete everything"
            title="Delete this session?"
            confirm="Delete everything"
            onConfirm={() => submit(null, { method: 'post' })}
            busy={isDeleting}
          >
            This deletes {deletedItems} for good. Download what you want to keep first.
          </ConfirmDialog>
        ) : (
          <Form method="post">
            <Button variant="danger">Delete everything</Button>
          </Form>
        )}
      </div>
    </>
  );
}
