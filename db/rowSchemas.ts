/**
 * A zod schema for the rows of each table, derived from the table, with the shapes of its JSON columns.
 * Outputs of the API pick from these, so that a column is declared once, in `schema.ts`.
 */
import { createSelectSchema } from 'drizzle-zod';
import { z } from 'zod';
import {
  evidenceSchema,
  metricCheckSchema,
  proposedFilterSchema,
} from '../contract/schemas/annotations.ts';
import { adaptationsSchema, connectionReportSchema } from '../contract/schemas/connectionReport.ts';
import { extraBodyOutput } from '../contract/schemas/extraBody.ts';
import { gradeSchema, overruleSchema } from '../contract/schemas/grades.ts';
import { runActivitySchema } from '../contract/schemas/runActivity.ts';
import { runSettingsOutput } from '../contract/schemas/runSettings.ts';
import { sloTargetsSchema } from '../contract/schemas/sloTargets.ts';
import {
  batchTestResults,
  batchTestRuns,
  chatMessages,
  modelConfigs,
  testSuites,
} from './schema.ts';

export const sessionRowSchema = createSelectSchema(modelConfigs, {
  alternativeUrls: z.array(z.string()),
  headersEncrypted: z.array(z.object({ name: z.string(), valueEncrypted: z.string() })),
  adaptations: adaptationsSchema,
  extraBody: extraBodyOutput,
  connectionReport: connectionReportSchema.nullable(),
});

export const suiteRowSchema = createSelectSchema(testSuites);

export const runRowSchema = createSelectSchema(batchTestRuns, {
  config: runSettingsOutput,
  pace: runActivitySchema.nullable(),
  sloTargets: sloTargetsSchema.nullable(),
});

export const resultRowSchema = createSelectSchema(batchTestResults, {
  grade: gradeSchema.nullable(),
  overrule: overruleSchema.nullable(),
});

export const chatMessageRowSchema = createSelectSchema(chatMessages, {
  comparedRunIds: z.tuple([z.uuid(), z.uuid()]).nullable(),
  runIds: z.array(z.uuid()),
  evidence: evidenceSchema.nullable(),
  checks: z.array(metricCheckSchema),
  proposedFilter: proposedFilterSchema.nullable(),
});
