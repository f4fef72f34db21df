/** What is checked of a run's settings on the way in and on the way out. */
import { z } from 'zod';
import { settingsOfEachModel } from '../comparisons.ts';
import {
  defaultRunSettings,
  pacePresets,
  type RunSettingDefinition,
  type RunSettingName,
  type RunSettings,
  type RunSettingValue,
  runSettingDefinitions,
  type StoredRunSettings,
} from '../runSettings.ts';
import { extraBodyInput, extraBodyOutput } from './extraBody.ts';
import { pgText } from './pgText.ts';

const storedShapes: Record<RunSettingDefinition['kind'], z.ZodType> = {
  integer: z.number(),
  number: z.number(),
  flag: z.boolean(),
  text: z.string(),
  texts: z.array(z.string()),
  json: extraBodyOutput,
};

type Fields = {
  [Name in RunSettingName]: z.ZodOptional<z.ZodType<RunSettingValue<Name>, RunSettingValue<Name>>>;
};

const fields = Object.fromEntries(
  Object.entries(runSettingDefinitions).map(([name, definition]) => [
    name,
    schemaFor(definition).optional(),
  ]),
) as unknown as Fields;

/** Changes to the settings of an earlier run; what is not named stays as it was. */
export const runSettingsChanges = z.strictObject(fields);

/** Settings as somebody gives them. Fields that do not exist are refused by name. */
export const runSettingsGiven = z.strictObject({
  ...fields,
  gentle: z.boolean({ error: 'must be true or false' }).optional(),
});

/** Settings with the defaults filled in: as fast as the endpoint is found to allow, or with `gentle` one call at a time. */
export function settingsFrom(
  { gentle, ...given }: z.output<typeof runSettingsGiven>,
  defaults: RunSettings = defaultRunSettings,
): RunSettings {
  return { ...defaults, ...(gentle && pacePresets.gentle.settings), ...named(given) };
}

/** How a run calls the endpoint, complete. */
export const runSettingsInput = runSettingsGiven.transform((given) => settingsFrom(given));

/** What a model of a comparison may have for itself. */
export const modelSettingsInput = runSettingsChanges.pick(
  Object.fromEntries(settingsOfEachModel.map((name) => [name, true])) as Record<
    (typeof settingsOfEachModel)[number],
    true
  >,
);

/** Settings as they were stored by whatever version, completed; anything else is stripped. */
export const runSettingsOutput = z.object(
  Object.fromEntries(
    Object.entries(runSettingDefinitions).map(([name, definition]) => [name, stored(definition)]),
  ),
) as unknown as z.ZodType<RunSettings, StoredRunSettings>;

function schemaFor(definition: RunSettingDefinition): z.ZodType {
  switch (definition.kind) {
    case 'flag':
      return z.boolean({ error: 'must be true or false' });
    case 'text': {
      const most = definition.maxLength.toLocaleString('en-US');
      return pgText().max(definition.maxLength, `is longer than ${most} characters`);
    }
    case 'texts': {
      const { maxItems, maxLength } = definition;
      const text = pgText()
        .min(1, 'is empty')
        .max(maxLength, `is longer than ${maxLength} characters`);
      return z
        .array(text, { error: 'must be a list of texts' })
        .max(maxItems, `must hold at most ${maxItems} texts`);
    }
    case 'json':
      return extraBodyInput;
    default: {
      const { kind, min, max } = definition;
      const unit = definition.unit === 'ms' ? ' ms' : '';
      const number = z.number({ error: 'must be a number' });
      return (kind === 'integer' ? number.int('must be a whole number') : number)
        .min(min, `must be at least ${min}${unit}`)
        .max(max, `must be at most ${max}${unit}`);
    }
  }
}

/** Without bounds: what was stored under other ones is still shown. */
function stored({ kind, optional, before }: RunSettingDefinition): z.ZodType {
  const value = storedShapes[kind];
  if (optional) return value.optional();
  return before === undefined ? value : value.default(before);
}

/** Without what is there and undefined. */
export function named(given: Partial<RunSettings>): Partial<RunSettings> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
