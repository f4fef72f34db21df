/** Which models a run form asks, and what each has for itself. */
import { settingsOfEachModel } from '../../../contract/comparisons.ts';
import type { Run, StartRunInput } from '../../lib/api.ts';
import { definitionOf, formatSetting, parseSetting, readSetting } from './settingsForm.ts';

export type OwnSettingName = (typeof settingsOfEachModel)[number];
export type OwnSettingsValues = Record<OwnSettingName, string>;

/** As ticked and typed. */
export interface ModelsFormValues {
  /** Ids of connections. */
  asked: string[];
  /** By the id of the connection; empty means as for all. */
  own: Record<string, OwnSettingsValues>;
}

/** Comes with every form that offers a choice of models, also where none is ticked. */
export const MODELS_OFFERED = 'modelsOffered';

/** What the inputs of a model's own settings are called before the setting's name. */
export function ownPrefix(connectionId: string): string {
  return `own.${connectionId}.`;
}

/** The API's fields for the models of the session, under the names that the form gives them. */
export function modelFieldLabels(connectionIds: string[]): Record<string, string> {
  const own = connectionIds.flatMap((id) =>
    settingsOfEachModel.map((name) => [ownField(id, name), definitionOf(name).label]),
  );
  return { models: 'Models', ...Object.fromEntries(own) };
}

function ownField(connectionId: string, name: OwnSettingName): string {
  return `modelSettings.${connectionId}.${name}`;
}

/** Null where the form offers no choice. */
export function readModels(form: FormData): ModelsFormValues | null {
  if (!form.has(MODELS_OFFERED)) return null;
  const offered = String(form.get(MODELS_OFFERED)).split(' ').filter(Boolean);
  return {
    asked: form.getAll('models').map(String),
    own: Object.fromEntries(
      offered.map((id) => [id, mapOwn((name) => String(readSetting(form, name, ownPrefix(id))))]),
    ),
  };
}

/** As the API takes it. */
export function parseModels(
  values: ModelsFormValues | null,
): Pick<StartRunInput, 'models' | 'modelSettings'> {
  if (!values) return {};
  const { asked, own } = values;
  return {
    models: asked,
    // A single model has its settings among those of the run, and may have its own as well.
    modelSettings: Object.fromEntries(
      asked.flatMap((id) => {
        const typed = own[id];
        return typed ? [[id, mapOwn((name) => parseSetting(name, typed[name]))]] : [];
      }),
    ) as StartRunInput['modelSettings'],
  };
}

/** The models of runs that were started together, with those settings in which they differ from the first. */
export function modelsOfRuns(runs: Run[]): ModelsFormValues {
  const [first] = runs;
  return {
    asked: runs.flatMap(({ connectionId }) => connectionId ?? []),
    own: Object.fromEntries(
      runs.flatMap(({ connectionId, config }) => {
        if (!connectionId || !first) return [];
        const own = mapOwn((name) => {
          const value = String(formatSetting(name, config));
          return value === String(formatSetting(name, first.config)) ? '' : value;
        });
        return [[connectionId, own]];
      }),
    ),
  };
}

export const noOwnSettings: OwnSettingsValues = mapOwn(() => '');

function mapOwn<Value>(read: (name: OwnSettingName) => Value): Record<OwnSettingName, Value> {
  return Object.fromEntries(settingsOfEachModel.map((name) => [name, read(name)])) as Record<
    OwnSettingName,
    Value
  >;
}
