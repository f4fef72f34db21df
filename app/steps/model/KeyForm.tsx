import { Form, useLocation, useNavigation } from '@remix-run/react';
import { useId } from 'react';
import { connectionFieldLabels } from '../../../contract/connectionFields.ts';
import { steps } from '../../lib/steps.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Field.tsx';

/** Takes another key for a connection whose key was refused, tests it, and leads back to where the form stands. */
export function KeyForm({ connectionId, error }: { connectionId: string; error?: string }) {
  const id = useId();
  const { formData } = useNavigation();
  const { pathname, search } = useLocation();
  const isSaving =
    formData?.get('intent') === 'edit-key' && formData.get('connectionId') === connectionId;
  return (
    <Form
      method="post"
      action={steps.model.path}
      className="flex w-full max-w-xl flex-wrap items-end gap-2"
    >
      <input type="hidden" name="connectionId" value={connectionId} />
      <input type="hidden" name="returnTo" value={pathname + search} />
      <TextField
        id={id}
        label={`New ${connectionFieldLabels.apiKey}`}
        name="apiKey"
        type="password"
        required
        isMonospace
        autoComplete="off"
        error={error}
        className="min-w-0 flex-1 basis-56"
      />
      <Button name="intent" value="edit-key" variant="primary" busy={isSaving}>
        Save and test
      </Button>
    </Form>
  );
}
