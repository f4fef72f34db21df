import type { RefObject } from 'react';
import { settingsOfEachModel } from '../../../contract/comparisons.ts';
import { displayName } from '../../../contract/displayName.ts';
import { MAX_PROMPTS } from '../../../contract/suites.ts';
import type { Connection, Suite } from '../../lib/api.ts';
import { TextField } from '../../ui/Field.tsx';
import { Section } from '../../ui/Section.tsx';
import { type ModelsFormValues, noOwnSettings, ownPrefix } from './modelsForm.ts';
import { RunSettingsFields, SettingField } from './RunSettingsFields.tsx';
import { type RunFormValues, runFieldLabels } from './runForm.ts';
import { settingError } from './settingsForm.ts';
import { useSettingsInShort } from './useSettingsInShort.ts';

/** One line that says how the models are called; it opens on all settings. */
export function SettingsDrawer({
  form,
  connections,
  values,
  errors,
  suite,
  isShownAgain,
}: {
  form: RefObject<HTMLFormElement>;
  connections: Connection[];
  values: RunFormValues;
  errors: Record<string, string>;
  /** The one that is selected; undefined for prompts of one's own. */
  suite: Suite | undefined;
  isShownAgain: boolean;
}) {
  const inShort = useSettingsInShort(form, values);
  const hasErrors = Object.keys(errors).some((field) =>
    /^(?:config|modelSettings|promptLimit)/.test(field),
  );
  return (
    <details
      id="settings"
      open={isShownAgain || hasErrors || undefined}
      className="group scroll-mt-4 border-t border-rule pt-2"
    >
      <summary className="flex min-h-11 cursor-pointer list-none flex-wrap items-center gap-x-3 py-2 text-[0.9375rem]">
        <span>{inShort}</span>
        <span className="link">
          <span className="group-open:hidden">Edit</span>
          <span className="hidden group-open:inline">Close</span>
          <span className="sr-only"> the settings</span>
        </span>
      </summary>
      <div className="grid gap-x-12 gap-y-10 pt-4 pb-8 lg:grid-cols-2">
        <RunSettingsFields values={values.settings} errors={errors} />
        <div className="space-y-10">
          <Section title="Prompts">
            <TextField
              label={runFieldLabels.promptLimit}
              name="promptLimit"
              type="number"
              min={1}
              max={suite?.promptCount ?? MAX_PROMPTS}
              defaultValue={values.promptLimit}
              placeholder={suite ? `all ${suite.promptCount}` : 'all'}
              error={errors.promptLimit}
              hint="Only the first so many are run. Empty means all."
              className="max-w-60"
            />
          </Section>
          {values.models && (
            <Section title="Settings of single models">
              <p className="text-sm text-muted">What is empty is as for all.</p>
              {connections.map((connection) => (
                <OwnSettings
                  key={connection.connectionId}
                  connection={connection}
                  own={values.models?.own}
                  errors={errors}
                />
              ))}
            </Section>
          )}
        </div>
      </div>
    </details>
  );
}

function OwnSettings({
  connection,
  own: ofAll = {},
  errors,
}: {
  connection: Connection;
  own?: ModelsFormValues['own'];
  errors: Record<string, string>;
}) {
  const { connectionId } = connection;
  const own = ofAll[connectionId] ?? noOwnSettings;
  const field = `modelSettings.${connectionId}`;
  const isChanged = settingsOfEachModel.some(
    (name) => own[name] !== '' || settingError(name, errors, field),
  );
  return (
    <details open={isChanged || undefined} className="mt-3 border-t border-rule pt-3">
      <summary className="cursor-pointer font-medium wrap-anywhere">
        {displayName(connection)}
      </summary>
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
  );
}
