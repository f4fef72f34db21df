/**
 * The settings of a run, each said once: types, schemas, form and defaults are derived from here.
 * How one is added: `docs/recipes/add-a-run-setting.md`.
 */

import type { ExtraBody } from './extraBody.ts';

interface SettingBase {
  label: string;
  /** One line below the input, for somebody who meets the word for the first time. */
  help: string;
  group: SettingGroup;
}

interface NumberSetting extends SettingBase {
  /** An `integer` refuses fractions. */
  kind: 'integer' | 'number';
  min: number;
  max: number;
  /** What a step of the input's arrows is; 1 where it is not given. */
  step?: number;
  /** Stands behind the number. */
  unit?: 'calls' | 'ms' | 'tok';
  /** The form asks for it in seconds, under the name with `Seconds` in place of `Ms`. */
  typedInSeconds?: true;
}

interface FlagSetting extends SettingBase {
  kind: 'flag';
}

interface TextSetting extends SettingBase {
  kind: 'text';
  maxLength: number;
}

/** A list of texts; the form has one a line. */
interface TextsSetting extends SettingBase {
  kind: 'texts';
  maxItems: number;
  /** Of each. */
  maxLength: number;
}

/** Parameters for the request, as `contract/extraBody.ts` has them. */
interface JsonSetting extends SettingBase {
  kind: 'json';
}

/**
 * What a setting is when nobody names it. `before` is what runs did that were stored before the
 * setting existed; without it every stored run names the setting.
 */
type WithDefault<Value> =
  | { default: Value; before?: Value; optional?: never }
  | { optional: true; default?: never; before?: never };

export type RunSettingDefinition =
  | (NumberSetting & WithDefault<number>)
  | (FlagSetting & WithDefault<boolean>)
  | (TextSetting & WithDefault<string>)
  | (TextsSetting & WithDefault<string[]>)
  | (JsonSetting & WithDefault<ExtraBody>);

/** Sections of the form, in order. */
export const settingGroups = { pace: 'Pace', answers: 'Answers' } as const;
export type SettingGroup = keyof typeof settingGroups;

/** In the order of the form. */
export const runSettingDefinitions = {
  /** Starts with a few at once and finds out how many, and how fast, the endpoint takes. */
  adaptive: {
    kind: 'flag',
    default: true,
    before: false,
    label: 'Adaptive concurrency',
    help: 'Start with a few calls and find out how many, and how fast, the endpoint takes.',
    group: 'pace',
  },
  /** Most calls in flight at once. */
  concurrency: {
    kind: 'integer',
    min: 1,
    max: 64,
    unit: 'calls',
    default: 16,
    label: 'Concurrency',
    help: 'Most calls in flight at once',
    group: 'pace',
  },
  /** Pause between the starts of two calls, in milliseconds. */
  delayMs: {
    kind: 'integer',
    min: 0,
    max: 60_000,
    unit: 'ms',
    default: 0,
    label: 'Delay between requests',
    help: 'From one start to the next',
    group: 'pace',
  },
  /** How often a call is made again after a failure that may pass; 0 turns that off. */
  maxRetries: {
    kind: 'integer',
    min: 0,
    max: 10,
    default: 3,
    before: 0,
    label: 'Max retries',
    help: 'For transient failures; 0 for none',
    group: 'pace',
  },
  /** Longest a single call may take, in milliseconds. */
  timeoutMs: {
    kind: 'integer',
    min: 1_000,
    max: 600_000,
    unit: 'ms',
    typedInSeconds: true,
    default: 60_000,
    label: 'Request timeout',
    help: 'For a single call',
    group: 'pace',
  },
  /** Longest to wait for the first token of a stream, in milliseconds; without it as long as the operator allows. */
  firstTokenTimeoutMs: {
    kind: 'integer',
    min: 1_000,
    max: 600_000,
    unit: 'ms',
    typedInSeconds: true,
    optional: true,
    label: 'First token timeout',
    help: 'For the first token of a stream; optional',
    group: 'pace',
  },
  /** Calls made first and not counted, so that a sleeping model is awake. */
  warmup: {
    kind: 'integer',
    min: 0,
    max: 10,
    unit: 'calls',
    default: 0,
    before: 0,
    label: 'Warm-up',
    help: 'Calls made first and not counted',
    group: 'pace',
  },
  maxTokens: {
    kind: 'integer',
    min: 1,
    max: 32_768,
    unit: 'tok',
    default: 1_024,
    label: 'Max output tokens',
    help: 'A longer answer is truncated',
    group: 'answers',
  },
  temperature: {
    kind: 'number',
    min: 0,
    max: 2,
    step: 0.1,
    default: 0.7,
    label: 'Temperature',
    help: '0 is the most repeatable',
    group: 'answers',
  },
  /** The share of likely tokens to choose from. */
  topP: {
    kind: 'number',
    min: 0,
    max: 1,
    step: 0.05,
    optional: true,
    label: 'Top p',
    help: 'Share of likely tokens to choose from; optional',
    group: 'answers',
  },
  /** How often each prompt is asked. */
  samples: {
    kind: 'integer',
    min: 1,
    max: 10,
    default: 1,
    before: 1,
    label: 'Samples',
    help: 'How many times each prompt is asked',
    group: 'answers',
  },
  seed: {
    kind: 'integer',
    min: 0,
    max: 2 ** 31 - 1,
    optional: true,
    label: 'Seed',
    help: 'For repeatable answers, where supported; optional',
    group: 'answers',
  },
  /** Whether answers are asked for as streams; without, time to first token stays unknown. */
  stream: {
    kind: 'flag',
    default: true,
    before: true,
    label: 'Stream the answers',
    help: 'Without it, time to first token stays unknown.',
    group: 'answers',
  },
  /** Texts at which the model stops. */
  stop: {
    kind: 'texts',
    maxItems: 4,
    maxLength: 500,
    optional: true,
    label: 'Stop sequences',
    help: 'Up to four, one a line; \\n stands for a line break. Empty means none.',
    group: 'answers',
  },
  systemPrompt: {
    kind: 'text',
    maxLength: 20_000,
    optional: true,
    label: 'System prompt',
    help: 'Sent before every prompt. Empty means none.',
    group: 'answers',
  },
  /** Parameters of the request that have no setting, over those of the connection. */
  extraBody: {
    kind: 'json',
    optional: true,
    label: 'Extra parameters',
    help: 'JSON, such as {"top_k": 40}. Over those of the connection and the settings above; null leaves one out.',
    group: 'answers',
  },
} as const satisfies Record<string, RunSettingDefinition>;

type Definitions = typeof runSettingDefinitions;
export type RunSettingName = keyof Definitions;

/** The type of a setting's value, by its kind. */
export type RunSettingValue<Name extends RunSettingName> = {
  integer: number;
  number: number;
  flag: boolean;
  text: string;
  texts: string[];
  json: ExtraBody;
}[Definitions[Name]['kind']];

type NamesWith<Trait> = {
  [Name in RunSettingName]: Definitions[Name] extends Trait ? Name : never;
}[RunSettingName];
type OptionalName = NamesWith<{ optional: true }>;
type NewerName = NamesWith<{ before: unknown }>;

type RequiredSettings = { [Name in Exclude<RunSettingName, OptionalName>]: RunSettingValue<Name> };
type OptionalSettings = { [Name in OptionalName]?: RunSettingValue<Name> };

/** How a run calls the endpoint. Stored with the run, complete: every default is filled in. */
export interface RunSettings extends RequiredSettings, OptionalSettings {}

/** Settings as a run of any earlier version stored them. */
export type StoredRunSettings = Omit<RunSettings, NewerName> &
  Partial<Pick<RunSettings, NewerName>>;

/** All settings that have a default, as REST and the client take them where nobody names them. */
export const defaultRunSettings = valuesOf('default') as unknown as RunSettings;

/** What the wizard's form opens with and then names itself: answers that two runs can be held against each other by. */
export const wizardRunSettings: RunSettings = { ...defaultRunSettings, temperature: 0 };

const valuesBefore = valuesOf('before') as unknown as Pick<RunSettings, NewerName>;

/** Settings as an earlier version stored them, with what they meant by what they did not name. */
export function completeRunSettings(stored: StoredRunSettings): RunSettings {
  return { ...valuesBefore, ...stored };
}

/** Ready-made paces. `gentle` is also a word of the API: it stands for these values. */
export const pacePresets = {
  adaptive: { label: 'Auto', settings: { concurrency: 16, delayMs: 0, adaptive: true } },
  gentle: { label: 'Conservative', settings: { concurrency: 1, delayMs: 500, adaptive: false } },
} as const satisfies Record<string, { label: string; settings: Partial<RunSettings> }>;
export type PacePreset = keyof typeof pacePresets;

/** The settings that decide what a run says and takes, in short: `Auto · temperature 0 · 1,024 tokens · 1 sample`. */
export function settingsInShort(
  settings: Pick<
    RunSettings,
    'concurrency' | 'delayMs' | 'adaptive' | 'temperature' | 'maxTokens' | 'samples'
  >,
): string {
  const { temperature, maxTokens, samples } = settings;
  return [
    paceInShort(settings),
    `temperature ${shown(temperature)}`,
    `${shown(maxTokens)} tokens`,
    samples === 1 ? '1 sample' : `${shown(samples)} samples`,
  ].join(' · ');
}

/** A number that is typed and none yet is a question mark. */
const shown = (value: number) => (Number.isFinite(value) ? value.toLocaleString('en-US') : '?');

function paceInShort(settings: Pick<RunSettings, 'concurrency' | 'delayMs' | 'adaptive'>): string {
  const preset = Object.values(pacePresets).find(
    ({ settings: { concurrency, delayMs, adaptive } }) =>
      concurrency === settings.concurrency &&
      delayMs === settings.delayMs &&
      adaptive === settings.adaptive,
  );
  if (preset) return preset.label;
  const delay = settings.delayMs > 0 ? `, ${shown(settings.delayMs)} ms apart` : '';
  return `${settings.adaptive ? 'up to ' : ''}${shown(settings.concurrency)} at once${delay}`;
}

function valuesOf(part: 'default' | 'before'): Record<string, unknown> {
  const definitions: [string, RunSettingDefinition][] = Object.entries(runSettingDefinitions);
  return Object.fromEntries(
    definitions
      .filter(([, definition]) => definition[part] !== undefined)
      .map(([name, definition]) => [name, definition[part]]),
  );
}
