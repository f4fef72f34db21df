import { Link } from '@remix-run/react';
import { connectionRoleLabels } from '../../../contract/connectionRoles.ts';
import { displayName } from '../../../contract/displayName.ts';
import type { Connection } from '../../lib/api.ts';
import { COMPARE_ID } from '../../lib/modelStepLinks.ts';
import { steps } from '../../lib/steps.ts';
import { Badge } from '../../ui/Badge.tsx';
import { CheckField } from '../../ui/Field.tsx';
import { MODELS_OFFERED, type ModelsFormValues } from './modelsForm.ts';

/** Which models of the session are asked. */
export function ModelsFields({
  connections,
  values,
  error,
}: {
  connections: Connection[];
  /** Null where the session has one model. */
  values: ModelsFormValues | null;
  error: string | undefined;
}) {
  if (!values) return <OneModel connections={connections} />;
  return (
    <fieldset className="min-w-0">
      <legend className="text-sm font-medium">Models</legend>
      <input
        type="hidden"
        name={MODELS_OFFERED}
        value={connections.map(({ connectionId }) => connectionId).join(' ')}
      />
      {error && <p className="mt-1 text-sm text-bad">{error}</p>}
      <ul className="mt-1.5 divide-y divide-rule rounded-md border border-rule">
        {connections.map((connection) => (
          <li key={connection.connectionId} className="px-3 py-1.5">
            <ModelField connection={connection} asked={values.asked} />
          </li>
        ))}
      </ul>
      <p className="mt-1.5 text-sm text-muted">
        All are asked the same prompts at the same moment, in a shuffled order.
      </p>
    </fieldset>
  );
}

function OneModel({ connections }: { connections: Connection[] }) {
  return (
    <div className="min-w-0">
      <p className="text-sm font-medium">Model</p>
      {connections.map((connection) => (
        <p key={connection.connectionId} className="mt-1.5 py-2 text-lg wrap-anywhere">
          {displayName(connection)}
        </p>
      ))}
      <p className="text-sm">
        <Link to={`${steps.model.path}#${COMPARE_ID}`} className="link">
          Compare it with another one
        </Link>
      </p>
    </div>
  );
}

function ModelField({
  connection,
  asked,
}: {
  connection: Connection;
  asked: ModelsFormValues['asked'];
}) {
  const { connectionId, role, connectionTested } = connection;
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-3">
        <CheckField
          id={`model-${connectionId}`}
          name="models"
          value={connectionId}
          label={displayName(connection)}
          defaultChecked={connectionTested && asked.includes(connectionId)}
          disabled={!connectionTested}
          className="min-w-0 wrap-anywhere"
        />
        <Badge tone={role === 'candidate' ? 'accent' : 'neutral'}>
          {connectionRoleLabels[role]}
        </Badge>
      </div>
      {!connectionTested && (
        <p className="text-sm text-muted">
          Not tested yet.{' '}
          <a href={steps.model.path} className="link">
            Test it first
          </a>
          .
        </p>
      )}
    </>
  );
}
