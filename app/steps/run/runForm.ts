import { COMPARISON_TEMPERATURE } from '../../../contract/comparisons.ts';
import { defaultRunSettings, type PacePreset, pacePresets } from '../../../contract/runSettings.ts';
import { OWN_PROMPTS_LABEL, suitePromptLabels } from '../../../contract/suites.ts';
import type { Connection, Run, RunResult, StartRunInput, Suite } from '../../lib/api.ts';
import type { SuiteChoice } from '../suite/suiteChoice.ts';
import { type ModelsFormValues, modelsOfRuns, parseModels, readModels } from './modelsForm.ts';
import { parseOwnPrompts, writeOwnPrompts } from './ownPrompts.ts';
import {
  defaultSettingsFormValues,
  formatSettings,
  parseNumber,
  parseSettings,
  readSettings,
  type SettingsFormValues,
  settingLabels,
} from './settingsForm.ts';

/** Value of the suite list that stands for prompts of one's own. */
export const OWN_PROMPTS = 'own';

/** What the run form shows, as typed. */
export interface RunFormValues {
  /** Id of a suite, or `OWN_PROMPTS`. */
  suite: string;
  prompts: string;
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
 * The form as it opens for a choice made on the second step. Where there is a baseline, all models are asked, and for
 * the most repeatable answers.
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
    prompts: '',
    promptLimit: '',
    settings: {
      ...defaultSettingsFormValues,
      ...(isCompared && { temperature: `${COMPARISON_TEMPERATURE}` }),
    },
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
  { run, results, together }: { run: Run; results: RunResult[]; together: Run[] },
  connections: Connection[],
): RunFormValues {
  const { config, testSuiteId } = run;
  const suite = suites.find(({ id }) => id === testSuiteId);
  const promptCount = run.totalPrompts / config.samples;
  const firstSamples = results
    .filter((result) => result.sample === 0)
    .toSorted((a, b) => a.promptIndex - b.promptIndex);
  return {
    suite: suite?.id ?? OWN_PROMPTS,
    prompts: suite ? '' : writeOwnPrompts(firstSamples),
    promptLimit: suite && suite.promptCount !== promptCount ? `${promptCount}` : '',
    settings: formatSettings(together[0]?.config ?? config),
    models: connections.length > 1 ? modelsOfRuns(together) : null,
  };
}

/** Reads a submitted form: as typed, to show again, and as the API takes it. */
export function readRunForm(form: FormData): { values: RunFormValues; input: StartRunInput } {
  const values: RunFormValues = {
    suite: String(form.get('suite') ?? '').trim(),
    prompts: String(form.get('prompts') ?? ''),
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
    ...(values.suite === OWN_PROMPTS
      ? { prompts: parseOwnPrompts(values.prompts) }
      : { testSuiteId: values.suite }),
    promptLimit: parseNumber(values.promptLimit),
    config: parseSettings(values.settings),
    ...parseModels(values.models),
  };
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
