import { settingsOfEachModel } from '../../../contract/comparisons.ts';
import { connectionRoleLabels } from '../../../contract/connectionRoles.ts';
import { displayName } from '../../../contract/displayName.ts';
import type { Connection } from '../../lib/api.ts';
import { steps } from '../../lib/steps.ts';
import { Badge } from '../../ui/Badge.tsx';
import { CheckField } from '../../ui/Field.tsx';
import { Section } from '../../ui/Section.tsx';
import { MODELS_OFFERED, type ModelsFormValues, noOwnSettings, ownPrefix } from './modelsForm.ts';
import { SettingField } from './RunSettingsFields.tsx';
import { settingError } from './settingsForm.ts';

/** Which models of the session are asked, and what each may have for itself. */
export function ModelsFields({
  connections,
  values,
  errors,
}: {
  connections: Connection[];
  values: ModelsFormValues;
  errors: Record<string, string>;
}) {
  return (
    <Section title="Models">
      <p className="text-[0.9375rem] text-muted">
        Several models are asked the same prompts at the same moment, in a shuffled order.
      </p>
      <input
        type="hidden"
        name={MODELS_OFFERED}
        value={connections.map(({ connectionId }) => connectionId).join(' ')}
      />
      {errors.models && <p className="mt-2 text-sm text-bad">{errors.models}</p>}
      <ul className="mt-3 divide-y divide-rule">
        {connections.map((connection) => (
          <li key={connection.connectionId} className="py-3">
            <ModelFields connection={connection} values={values} errors={errors} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function ModelFields({
  connection,
  values,
  errors,
}: {
  connection: Connection;
  values: ModelsFormValues;
  errors: Record<string, string>;
}) {
  const { connectionId, role, connectionTested } = connection;
  const own = values.own[connectionId] ?? noOwnSettings;
  const field = `modelSettings.${connectionId}`;
  const isChanged = settingsOfEachModel.some(
    (name) => own[name] !== '' || settingError(name, errors, field),
  );
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-3">
        <CheckField
          id={`model-${connectionId}`}
          name="models"
          value={connectionId}
          label={displayName(connection)}
          defaultChecked={connectionTested && values.asked.includes(connectionId)}
          disabled={!connectionTested}
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
      <details open={isChanged} className="mt-1">
        <summary className="cursor-pointer text-sm text-muted">Settings of its own</summary>
        <p className="mt-2 text-sm text-muted">What is empty is as for all.</p>
        <div className="mt-3 grid gap-5 xs:grid-cols-2">
          {settingsOfEachModel.map((name) => (
            <SettingField
              key={name}
              name={name}
              value={own[name]}
              error={settingError(name, errors, field)}
              prefix={ownPrefix(connectionId)}
            />
          ))}
        </div>
      </details>
    </>
  );
}
