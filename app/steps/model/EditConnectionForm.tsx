import { Form } from '@remix-run/react';
import { useRef } from 'react';
import type { Connection } from '../../lib/api.ts';
import { cardLink } from '../../lib/modelStepLinks.ts';
import { ButtonLink } from '../../ui/Button.tsx';
import { DefaultSubmit } from '../../ui/DefaultSubmit.tsx';
import { CheckField } from '../../ui/Field.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ConnectButton } from './ConnectButton.tsx';
import { ConnectionFields } from './ConnectionFields.tsx';
import type { ModelFormAnswer, ModelFormValues } from './modelForm.ts';
import { useFieldFocus } from './useFieldFocus.ts';

/** Changes a connection in its place; its runs stay as they were made. */
export function EditConnectionForm({
  connection: { connectionId, connectionReport },
  values: stored,
  opensAt,
  answer,
}: {
  connection: Connection;
  values: ModelFormValues;
  /** Name of the field to begin with. */
  opensAt: string;
  answer: ModelFormAnswer | undefined;
}) {
  const form = useRef<HTMLFormElement>(null);
  const problem = answer?.problem ?? null;
  useFieldFocus(form, problem, opensAt);
  const values = answer?.values ?? stored;
  return (
    <Form ref={form} method="post" preventScrollReset className="max-w-2xl space-y-6" noValidate>
      <DefaultSubmit name="intent" value="edit" />
      <input type="hidden" name="connectionId" value={connectionId} />
      {problem?.formError && (
        <Notice tone="bad" title="The connection was not changed">
          {problem.formError}
        </Notice>
      )}
      <ConnectionFields
        values={values}
        errors={problem?.fieldErrors ?? {}}
        modelList={answer?.listed ?? null}
        isOpen
        knownModels={connectionReport?.models ?? []}
        apiKey={{
          hint: 'Leave it empty to keep the stored key. Another server needs a key of its own.',
          below: (
            <CheckField
              label="Remove the stored key"
              name="withoutKey"
              defaultChecked={values.withoutKey}
              hint="For a server that wants none."
              className="-mt-3"
            />
          ),
        }}
      />
      <p className="text-sm text-muted">
        Runs so far stay, under the name that they were made with. What changes its calls is tested
        again.
      </p>
      <ConnectButton intent="edit" label="Save">
        <ButtonLink to={cardLink(connectionId)} variant="quiet" preventScrollReset>
          Cancel
        </ButtonLink>
      </ConnectButton>
    </Form>
  );
}
