import type { RerunInput, Run, RunResult, StartRunInput, Suite } from '../../lib/api.ts';
import type { SuiteChoice } from '../suite/suiteChoice.ts';
import { parseOwnPrompts, writeOwnPrompts } from './ownPrompts.ts';

/** Value of the suite list that stands for prompts of one's own. */
export const OWN_PROMPTS = 'own';

/** What the run form shows, as typed. Settings are named as the API names them. */
export interface RunFormValues {
  /** Id of a suite, or `OWN_PROMPTS`. */
  suite: string;
  prompts: string;
  promptLimit: string;
  concurrency: string;
  delayMs: string;
  adaptive: boolean;
  maxRetries: string;
  samples: string;
  warmup: string;
  seed: string;
  maxTokens: string;
  temperature: string;
  timeoutSeconds: string;
  stream: boolean;
  systemPrompt: string;
}

/** The API's fields that the form shows, under the names it gives them. */
export const runFieldLabels: Record<string, string> = {
  testSuiteId: 'Test suite',
  prompts: 'Your own prompts',
  promptLimit: 'Number of prompts',
  'config.concurrency': 'Concurrency',
  'config.delayMs': 'Delay',
  'config.maxRetries': 'Retries',
  'config.samples': 'Samples',
  'config.warmup': 'Warm-up',
  'config.seed': 'Seed',
  'config.maxTokens': 'Longest answer',
  'config.temperature': 'Temperature',
  'config.timeoutMs': 'Time limit',
  'config.systemPrompt': 'System prompt',
};

/** Ready-made paces; "gentle" is the one that the API knows by this name. */
export const paces = {
  adaptive: {
    label: 'As fast as it takes',
    values: { concurrency: '16', delayMs: '0', adaptive: true },
  },
  gentle: {
    label: 'Gentle',
    values: { concurrency: '1', delayMs: '500', adaptive: false },
  },
} as const;

const defaults = {
  prompts: '',
  promptLimit: '',
  ...paces.adaptive.values,
  maxRetries: '3',
  samples: '1',
  warmup: '0',
  seed: '',
  maxTokens: '1024',
  temperature: '0.7',
  timeoutSeconds: '60',
  stream: true,
  systemPrompt: '',
};

/** The form as it opens for a choice made on the second step. */
export function valuesForChoice(suites: Suite[], choice: SuiteChoice): RunFormValues {
  const suite = suites.find(
    ({ taskDomain, difficulty }) =>
      taskDomain === choice.domain && difficulty === choice.difficulty,
  );
  return { ...defaults, suite: suite?.id ?? OWN_PROMPTS };
}

/** The form as it opens to run something again. */
export function valuesOfRun(suites: Suite[], run: Run, results: RunResult[]): RunFormValues {
  const { config, testSuiteId } = run;
  const suite = suites.find(({ id }) => id === testSuiteId);
  const promptCount = run.totalPrompts / config.samples;
  const inOrder = results
    .filter((result) => result.sample === 0)
    .toSorted((a, b) => a.promptIndex - b.promptIndex);
  return {
    suite: suite?.id ?? OWN_PROMPTS,
    prompts: suite ? '' : writeOwnPrompts(inOrder),
    promptLimit: suite && suite.promptCount !== promptCount ? `${promptCount}` : '',
    concurrency: `${config.concurrency}`,
    delayMs: `${config.delayMs}`,
    adaptive: config.adaptive,
    maxRetries: `${config.maxRetries}`,
    samples: `${config.samples}`,
    warmup: `${config.warmup}`,
    seed: `${config.seed ?? ''}`,
    maxTokens: `${config.maxTokens}`,
    temperature: `${config.temperature}`,
    timeoutSeconds: `${config.timeoutMs / 1_000}`,
    stream: config.stream,
    systemPrompt: config.systemPrompt ?? '',
  };
}

/** Reads a submitted form: as typed, to show again, and as the API takes it. */
export function readRunForm(form: FormData): { values: RunFormValues; input: StartRunInput } {
  const text = (name: keyof RunFormValues) => String(form.get(name) ?? '').trim();
  const values: RunFormValues = {
    suite: text('suite'),
    prompts: String(form.get('prompts') ?? ''),
    promptLimit: text('promptLimit'),
    concurrency: text('concurrency'),
    delayMs: text('delayMs'),
    adaptive: form.get('adaptive') !== null,
    maxRetries: text('maxRetries'),
    samples: text('samples'),
    warmup: text('warmup'),
    seed: text('seed'),
    maxTokens: text('maxTokens'),
    temperature: text('temperature'),
    timeoutSeconds: text('timeoutSeconds'),
    stream: form.get('stream') !== null,
    systemPrompt: String(form.get('systemPrompt') ?? ''),
  };
  const idempotencyKey = String(form.get('idempotencyKey') ?? '') || undefined;
  return { values, input: { ...inputOf(values), idempotencyKey } };
}

/** What the form says as the API takes it. */
export function inputOf(values: RunFormValues): StartRunInput {
  const timeoutSeconds = numberOf(values.timeoutSeconds);
  return {
    ...(values.suite === OWN_PROMPTS
      ? { prompts: parseOwnPrompts(values.prompts) }
      : { testSuiteId: values.suite }),
    promptLimit: numberOf(values.promptLimit),
    config: {
      concurrency: numberOf(values.concurrency),
      delayMs: numberOf(values.delayMs),
      adaptive: values.adaptive,
      maxRetries: numberOf(values.maxRetries),
      samples: numberOf(values.samples),
      warmup: numberOf(values.warmup),
      seed: numberOf(values.seed),
      maxTokens: numberOf(values.maxTokens),
      temperature: numberOf(values.temperature),
      timeoutMs: timeoutSeconds === undefined ? undefined : Math.round(timeoutSeconds * 1_000),
      stream: values.stream,
      systemPrompt: values.systemPrompt.trim() || undefined,
    },
  };
}

/** What is no number goes on as NaN, so that the API says so by the field's name. */
function numberOf(typed: string): number | undefined {
  return typed === '' ? undefined : Number(typed.replace(',', '.'));
}

/** The form after one of the buttons that fill a pace in; null when it was another one. */
export function withChosenPace(form: FormData, values: RunFormValues): RunFormValues | null {
  const chosen = form.get('pace');
  return chosen === 'gentle' || chosen === 'adaptive'
    ? { ...values, ...paces[chosen].values }
    : null;
}

/** The API's fields that the form of one edited prompt shows. */
export const editedFieldLabels: Record<string, string> = {
  'prompts.0.prompt': 'Prompt',
  'prompts.0.expected_answer': 'Must contain',
};

/** Reads the form of one edited prompt, as typed. */
export function readEditedPrompt(form: FormData): { prompt: string; expectedAnswer: string } {
  return {
    prompt: String(form.get('prompt') ?? ''),
    expectedAnswer: String(form.get('expectedAnswer') ?? ''),
  };
}

/** What a remedy's button sends: the outcomes to run again and the settings it changes. */
export function readRerunForm(form: FormData): RerunInput {
  return {
    testRunId: String(form.get('testRunId')),
    outcomes: form.getAll('outcome').map(String) as RerunInput['outcomes'],
    config: JSON.parse(String(form.get('config') ?? '{}')),
  };
}

/** The API speaks of milliseconds where the form asks for seconds. */
export function inSeconds(message: string | undefined): string | undefined {
  return message?.replace(/(\d+) ms/, (_, ms: string) => `${Number(ms) / 1_000} s`);
}
