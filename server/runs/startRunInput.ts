import { z } from 'zod';
import { COMPARISON_TEMPERATURE } from '../../contract/comparisons.ts';
import { MAX_CONNECTIONS } from '../../contract/connectionRoles.ts';
import { defaultRunSettings } from '../../contract/runSettings.ts';
import { modelReference } from '../../contract/schemas/connectionReference.ts';
import { idempotencyKeyInput } from '../../contract/schemas/idempotencyKey.ts';
import { promptSizesInput } from '../../contract/schemas/promptSizes.ts';
import {
  modelSettingsInput,
  runSettingsGiven,
  settingsFrom,
} from '../../contract/schemas/runSettings.ts';
import { MAX_PROMPTS } from '../../contract/suites.ts';
import { suitePromptsInput } from '../suites/index.ts';

const fields = {
  testSuiteId: z.uuid('must be the id of a suite').optional(),
  prompts: suitePromptsInput.optional(),
  /** In place of both, those of an earlier run. */
  promptsOfRun: z.uuid('must be the id of a run').optional(),
  /** Runs only the first so many prompts. */
  promptLimit: z
    .number({ error: 'must be a number' })
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(MAX_PROMPTS, `must be at most ${MAX_PROMPTS}`)
    .optional(),
  /** Roles or ids of the connections that are asked; by default the first candidate. */
  models: z
    .array(modelReference)
    .min(1, 'must name at least one model')
    .max(MAX_CONNECTIONS, `must name at most ${MAX_CONNECTIONS} models`)
    .optional(),
  /** What single models have for themselves, by what `models` calls them. */
  modelSettings: z
    .partialRecord(modelReference, modelSettingsInput, {
      error: 'must have settings by the role or the id of a connection',
    })
    .optional(),
  /** Chosen by the caller: the same start sent twice, also to two nodes, is one run. */
  idempotencyKey: idempotencyKeyInput({ minLength: 8 }).optional(),
  config: runSettingsGiven.optional(),
};

/** Which prompts to run and how: either a suite or prompts of one's own. */
export const startRunInput = z
  .strictObject(fields)
  .superRefine((input, context) => {
    refuseUnlessOneSource([input.testSuiteId, input.prompts, input.promptsOfRun], context);
    refuseSettingsOfOthers(input, context);
  })
  .transform(withSettings);

export type StartRunInput = z.output<typeof startRunInput>;

/** The same for an estimate, which can also do with the sizes of prompts that somebody is still typing. */
export const estimateRunInput = z
  .strictObject({ ...fields, promptSizes: promptSizesInput.optional() })
  .superRefine((input, context) => {
    const { testSuiteId, prompts, promptsOfRun, promptSizes } = input;
    refuseUnlessOneSource([testSuiteId, prompts, promptsOfRun, promptSizes], context);
    refuseSettingsOfOthers(input, context);
  })
  .transform(withSettings);

export type EstimateRunInput = z.output<typeof estimateRunInput>;

type Given = Pick<z.output<z.ZodObject<typeof fields>>, 'config' | 'models' | 'modelSettings'>;

function refuseUnlessOneSource(sources: unknown[], context: z.RefinementCtx): void {
  if (sources.filter((source) => source !== undefined).length === 1) return;
  context.addIssue({
    code: 'custom',
    path: ['testSuiteId'],
    message: 'give either the id of a suite or prompts of your own',
  });
}

function refuseSettingsOfOthers(input: Given, context: z.RefinementCtx): void {
  const models = new Set<string>(input.models);
  for (const name of Object.keys(input.modelSettings ?? {})) {
    if (models.has(name)) continue;
    context.addIssue({
      code: 'custom',
      path: ['modelSettings', name],
      message: 'is none of those that models names',
    });
  }
}

function withSettings<Input extends Given>({ config = {}, ...input }: Input) {
  return {
    ...input,
    config: settingsFrom(config, {
      ...defaultRunSettings,
      ...((input.models?.length ?? 1) > 1 && { temperature: COMPARISON_TEMPERATURE }),
    }),
  };
}
