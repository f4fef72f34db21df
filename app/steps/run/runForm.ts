import { defaultRunSettings, type PacePreset, pacePresets } from '../../../contract/runSettings.ts';
import {
  OWN_PROMPTS_LABEL,
  type SuitePrompt,
  suitePromptLabels,
} from '../../../contract/suites.ts';
import type { Connection, Run, StartRunInput, Suite } from '../../lib/api.ts';
import type { SuiteChoice } from '../suite/suiteChoice.ts';
import { type ModelsFormValues, modelsOfRuns, parseModels, readModels } from './modelsForm.ts';
import {
  MAX_TYPED_PROMPTS,
  parseTypedPrompts,
  readTypedPrompts,
  type TypedPrompt,
  typedPromptsOf,
} from './ownPrompts.ts';
import {
  formatSettings,
  parseNumber,
  parseSettings,
  readSettings,
  type SettingsFormValues,
  settingLabels,
  wizardSettingsFormValues,
} from './settingsForm.ts';

/** Value of the suite list that stands for prompts of one's own. */
export const OWN_PROMPTS = 'own';
/** Before the id of an earlier run: its value stands for the prompts of that run. */
const PROMPTS_OF_RUN = 'run:';

/** What the run form shows, as typed. */
export interface RunFormValues {
  /** Id of a suite, `OWN_PROMPTS`, or `run:` and the id of an earlier run. */
  suite: string;
  prompts: TypedPrompt[];
  /** The earlier run whose prompts can be chosen, and how many they are; null where there is none. */
  earlier: { value: string; promptCount: number } | null;
  promptLimit: string;
  settings: SettingsFormValues;
  /** Null where the session has one model. */
  models: ModelsFormValues | null;
}

/** The API's fields that the form shows, under the names it gives them. */
export const runFieldLabels = {
  testSuiteId: 'Suite',
  prompts: OWN_PROMPTS_LABEL,
  promptLimit: 'Number of prompts',
  ...settingLabels,
};

/**
 * The form as it opens for a choice made on the second step. Where there is a baseline, all models are asked.
 */
export function valuesForChoice(
  suites: Suite[],
  choice: SuiteChoice,
  connections: Connection[],
): RunFormValues {
  const isCompared = connections.some(({ role }) => role === 'baseline') && connections.length > 1;
  // One that is not tested cannot be asked, so that the estimate must not count it either.
  const asked = isCompared
    ? connections.filter(({ connectionTested }) => connectionTested)
    : connections.slice(0, 1);
  const suite = suites.find(
    ({ taskDomain, difficulty }) =>
      taskDomain === choice.domain && difficulty === choice.difficulty,
  );
  return {
    suite: suite?.id ?? OWN_PROMPTS,
    prompts: [],
    earlier: null,
    promptLimit: '',
    settings: wizardSettingsFormValues,
    models:
      connections.length > 1
        ? { asked: asked.map(({ connectionId }) => connectionId), own: {} }
        : null,
  };
}

/**
 * The form as it opens to run something again.
 * @param together the runs that were started with it, itself among them
 */
export function valuesOfRun(
  suites: Suite[],
  { run, prompts, together }: { run: Run; prompts: SuitePrompt[]; together: Run[] },
  connections: Connection[],
): RunFormValues {
  const { config, testSuiteId } = run;
  const suite = suites.find(({ id }) => id === testSuiteId);
  const promptCount = run.totalPrompts / config.samples;
  const isTyped = !suite && prompts.length <= MAX_TYPED_PROMPTS;
  const earlier = { value: `${PROMPTS_OF_RUN}${run.id}`, promptCount };
  return {
    suite: suite?.id ?? (isTyped ? OWN_PROMPTS : earlier.value),
    prompts: isTyped ? typedPromptsOf(prompts) : [],
    earlier: suite || isTyped ? null : earlier,
    promptLimit: suite && suite.promptCount !== promptCount ? `${promptCount}` : '',
    settings: formatSettings(together[0]?.config ?? config),
    models: connections.length > 1 ? modelsOfRuns(together) : null,
  };
}

/** Reads a submitted form: as typed, to show again, and as the API takes it. */
export function readRunForm(form: FormData): { values: RunFormValues; input: StartRunInput } {
  const values: RunFormValues = {
    suite: String(form.get('suite') ?? '').trim(),
    prompts: readTypedPrompts(form),
    earlier: readEarlier(form),
    promptLimit: String(form.get('promptLimit') ?? '').trim(),
    settings: readSettings(form),
    models: readModels(form),
  };
  const idempotencyKey = String(form.get('idempotencyKey') ?? '') || undefined;
  return { values, input: { ...inputOf(values), idempotencyKey } };
}

/** What the form says as the API takes it. */
export function inputOf(values: RunFormValues): StartRunInput {
  return {
    ...promptsOf(values),
    promptLimit: parseNumber(values.promptLimit),
    config: parseSettings(values.settings),
    ...parseModels(values.models),
  };
}

function promptsOf({
  suite,
  prompts,
}: RunFormValues): Pick<StartRunInput, 'prompts' | 'promptsOfRun' | 'testSuiteId'> {
  if (suite === OWN_PROMPTS) return { prompts: parseTypedPrompts(prompts) };
  return suite.startsWith(PROMPTS_OF_RUN)
    ? { promptsOfRun: suite.slice(PROMPTS_OF_RUN.length) }
    : { testSuiteId: suite };
}

function readEarlier(form: FormData): RunFormValues['earlier'] {
  const value = String(form.get('earlier') ?? '');
  return value === '' ? null : { value, promptCount: Number(form.get('earlierCount')) || 0 };
}

/** The form after one of the buttons that fill a pace in; null when it was another one. */
export function withPacePreset(form: FormData, values: RunFormValues): RunFormValues | null {
  const chosen = form.get('pace');
  if (typeof chosen !== 'string' || !Object.hasOwn(pacePresets, chosen)) return null;
  const { settings } = pacePresets[chosen as PacePreset];
  const typed = formatSettings({ ...defaultRunSettings, ...settings });
  const changed = Object.keys(settings).map((name) => [name, typed[name as keyof typeof settings]]);
  return { ...values, settings: { ...values.settings, ...Object.fromEntries(changed) } };
}

/** The API's fields that the form of one edited prompt shows. */
export const editedFieldLabels: Record<string, string> = {
  'prompts.0.prompt': suitePromptLabels.prompt,
  'prompts.0.expected_answer': suitePromptLabels.expected_answer,
};

/** Reads the form of one edited prompt, as typed. */
export function readEditedPrompt(form: FormData): { prompt: string; expectedAnswer: string } {
  return {
    prompt: String(form.get('prompt') ?? ''),
    expectedAnswer: String(form.get('expectedAnswer') ?? ''),
  };
}
