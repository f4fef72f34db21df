import type { MouseEvent } from 'react';
import {
  type PacePreset,
  pacePresets,
  type RunSettingName,
  type SettingGroup,
  settingGroups,
} from '../../../contract/runSettings.ts';
import { Button } from '../../ui/Button.tsx';
import { CheckField, TextArea, TextField } from '../../ui/Field.tsx';
import { Section } from '../../ui/Section.tsx';
import {
  definitionOf,
  inputName,
  isEnteredInSeconds,
  type SettingsFormValues,
  settingError,
  settingNames,
} from './settingsForm.ts';

interface Props {
  values: SettingsFormValues;
  errors: Record<string, string>;
}

interface FieldProps {
  name: RunSettingName;
  value: string | boolean;
  error: string | undefined;
  /** Of the input's name, where a form has a setting several times. */
  prefix?: string;
}

/** How the endpoint is called: every setting of a run, with what suits a first one filled in. */
export function RunSettingsFields({ values, errors }: Props) {
  return (
    <div className="space-y-10">
      {(Object.keys(settingGroups) as SettingGroup[]).map((group) => (
        <Section key={group} title={settingGroups[group]}>
          <div className="grid gap-5 xs:grid-cols-2">
            {group === 'pace' && <PacePresetButtons />}
            {settingNames
              .filter((name) => definitionOf(name).group === group)
              .map((name) => (
                <SettingField
                  key={name}
                  name={name}
                  value={values[name]}
                  error={settingError(name, errors)}
                />
              ))}
          </div>
        </Section>
      ))}
    </div>
  );
}

/** One setting, as its definition has it. */
export function SettingField({ name, value, error, prefix = '' }: FieldProps) {
  const definition = definitionOf(name);
  const field = {
    name: `${prefix}${inputName(name)}`,
    label: definition.label,
    hint: definition.help,
  };
  if (definition.kind === 'flag') {
    return <CheckField {...field} defaultChecked={value === true} className="col-span-full" />;
  }
  const input = { ...field, defaultValue: String(value), error };
  if (definition.kind === 'text') {
    return <TextArea {...input} className="col-span-full" />;
  }
  if (definition.kind === 'texts' || definition.kind === 'json') {
    return <TextArea {...input} isMonospace spellCheck={false} className="col-span-full" />;
  }
  const isInSeconds = isEnteredInSeconds(name);
  const scale = isInSeconds ? 1_000 : 1;
  return (
    <TextField
      {...input}
      type="number"
      inputMode={definition.kind === 'number' || isInSeconds ? 'decimal' : undefined}
      min={definition.min / scale}
      max={definition.max / scale}
      step={definition.step}
      unit={isInSeconds ? 's' : (definition.unit ?? ' ')}
      isMonospace
    />
  );
}

function PacePresetButtons() {
  return (
    <div className="col-span-full flex flex-wrap items-center gap-3">
      {(Object.keys(pacePresets) as PacePreset[]).map((pace) => (
        <Button key={pace} name="pace" value={pace} onClick={(event) => fillInPreset(event, pace)}>
          {pacePresets[pace].label}
        </Button>
      ))}
    </div>
  );
}

/** Puts a ready-made pace into the fields. Without scripts the button sends the form instead. */
function fillInPreset(event: MouseEvent<HTMLButtonElement>, pace: PacePreset): void {
  const { form } = event.currentTarget;
  if (!form) return;
  event.preventDefault();
  for (const [name, value] of Object.entries(pacePresets[pace].settings)) {
    const field = form.elements.namedItem(inputName(name as RunSettingName));
    if (!(field instanceof HTMLInputElement)) continue;
    if (typeof value === 'boolean') field.checked = value;
    else field.value = `${value}`;
  }
  form.dispatchEvent(new Event('input', { bubbles: true }));
}
