/** A run's settings as a form has them, derived from their definitions in `contract/runSettings.ts`. */
import {
  type RunSettingDefinition,
  type RunSettingName,
  type RunSettings,
  runSettingDefinitions,
  settingsInShort,
  wizardRunSettings,
} from '../../../contract/runSettings.ts';
import type { StartRunInput } from '../../lib/api.ts';
import { formatJsonField, parseJsonField } from '../../lib/jsonField.ts';
import { formatStopLines, parseStopLines } from './stopLines.ts';

/** As typed: texts of numbers, ticks as booleans. */
export type SettingsFormValues = Record<RunSettingName, string | boolean>;

export const settingNames = Object.keys(runSettingDefinitions) as RunSettingName[];

export function definitionOf(name: RunSettingName): RunSettingDefinition {
  return runSettingDefinitions[name];
}

/** The API's fields that the form shows, under the names it gives them. */
export const settingLabels: Record<string, string> = Object.fromEntries(
  settingNames.map((name) => [`config.${name}`, definitionOf(name).label]),
);

/** Name of a setting's input: `timeoutSeconds` for `timeoutMs`, which is typed in seconds. */
export function inputName(name: RunSettingName): string {
  return isEnteredInSeconds(name) ? name.replace(/Ms$/, 'Seconds') : name;
}

/** Settings as the form shows them. */
export function formatSettings(settings: RunSettings): SettingsFormValues {
  return mapSettings((name) => formatSetting(name, settings));
}

export function formatSetting(name: RunSettingName, settings: RunSettings): string | boolean {
  const value = settings[name];
  if (value === undefined) return '';
  if (typeof value === 'boolean') return value;
  if (Array.isArray(value)) return formatStopLines(value);
  if (typeof value === 'object') return formatJsonField(value);
  return isEnteredInSeconds(name) ? `${Number(value) / 1_000}` : `${value}`;
}

export const wizardSettingsFormValues = formatSettings(wizardRunSettings);

/** Reads the inputs as typed, to be shown again. */
export function readSettings(form: FormData): SettingsFormValues {
  return mapSettings((name) => readSetting(form, name));
}

/** @param prefix of the names of inputs, where a form has a setting several times */
export function readSetting(form: FormData, name: RunSettingName, prefix = ''): string | boolean {
  const typed = form.get(`${prefix}${inputName(name)}`);
  const { kind } = definitionOf(name);
  if (kind === 'flag') return typed !== null;
  const text = String(typed ?? '');
  return isNumberKind(kind) ? text.trim() : text;
}

/** What was typed, as the API takes it; what is empty is named, too, as the form opens with it. */
export function parseSettings(typed: SettingsFormValues): StartRunInput['config'] {
  return mapSettings(
    (name) => parseSetting(name, typed[name]) ?? wizardRunSettings[name],
  ) as StartRunInput['config'];
}

/** What was typed, in a line. */
export function typedInShort(typed: SettingsFormValues): string {
  return settingsInShort({ ...wizardRunSettings, ...parseSettings(typed) });
}

/** Undefined where nothing was typed. */
export function parseSetting(name: RunSettingName, value: string | boolean): unknown {
  if (typeof value === 'boolean') return value;
  const { kind } = definitionOf(name);
  if (kind === 'text') return value.trim() || undefined;
  if (kind === 'texts') return value.trim() === '' ? undefined : parseStopLines(value);
  if (kind === 'json') return parseJsonField(value);
  const number = parseNumber(value);
  return number !== undefined && isEnteredInSeconds(name) ? Math.round(number * 1_000) : number;
}

/** What is no number goes on as NaN, so that the API says so by the field's name. */
export function parseNumber(typed: string): number | undefined {
  return typed === '' ? undefined : Number(typed.replace(',', '.'));
}

/**
 * The error of a setting, in the unit in which it is typed.
 * @param of the API's field that it is part of
 */
export function settingError(
  name: RunSettingName,
  errors: Record<string, string>,
  of = 'config',
): string | undefined {
  const message = errors[`${of}.${name}`];
  if (!isEnteredInSeconds(name)) return message;
  return message?.replace(/(\d+) ms/, (_, ms: string) => `${Number(ms) / 1_000} s`);
}

export function isEnteredInSeconds(name: RunSettingName): boolean {
  const definition = definitionOf(name);
  return 'typedInSeconds' in definition;
}

function isNumberKind(kind: RunSettingDefinition['kind']): boolean {
  return kind === 'integer' || kind === 'number';
}

function mapSettings<Value>(read: (name: RunSettingName) => Value): Record<RunSettingName, Value> {
  return Object.fromEntries(settingNames.map((name) => [name, read(name)])) as Record<
    RunSettingName,
    Value
  >;
}
