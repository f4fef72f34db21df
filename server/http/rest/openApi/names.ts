/**
 * Schemas that go by a name in the description, so that each stands in it once. What zod cannot put into JSON Schema,
 * since a function checks it, is said here.
 */
import { z } from 'zod';
import { MAX_GRADER_DEPTH } from '../../../../contract/graders.ts';
import {
  connectionReportSchema,
  probeSchema,
} from '../../../../contract/schemas/connectionReport.ts';
import { pendingTestSchema } from '../../../../contract/schemas/connectionTest.ts';
import { extraBodyInput, extraBodyOutput } from '../../../../contract/schemas/extraBody.ts';
import { graderSpecInput, graderSpecOutput } from '../../../../contract/schemas/graders.ts';
import { gradeSchema, overruleSchema } from '../../../../contract/schemas/grades.ts';
import { requestHeadersInput } from '../../../../contract/schemas/requestHeaders.ts';
import { runActivitySchema } from '../../../../contract/schemas/runActivity.ts';
import {
  modelSettingsInput,
  runSettingsChanges,
  runSettingsGiven,
  runSettingsOutput,
} from '../../../../contract/schemas/runSettings.ts';
import { sloTargetsSchema } from '../../../../contract/schemas/sloTargets.ts';
import { suitePromptInput, suitePromptOutput } from '../../../../contract/schemas/suites.ts';
import {
  adapterCheckOutput,
  answerProgressOutput,
  blindVoteOutput,
  blindVoteSummaryOutput,
  callRecipesOutput,
  chatExchangeOutput,
  chatMessageOutput,
  comparisonOutput,
  connectionOutput,
  importedSuiteOutput,
  modelNamesOutput,
  outcomeCountOutput,
  pairPageOutput,
  presetOutput,
  progressOutput,
  resultOutput,
  resultPageOutput,
  runComparisonOutput,
  runOutput,
  sessionOutput,
  suiteOutput,
  suiteWithPromptsOutput,
} from '../../../api/index.ts';
import {
  accuracyReportSchema,
  sessionMetricsSchema,
  sloReportSchema,
} from '../../../results/index.ts';
import { runEstimateSchema } from '../../../runs/index.ts';
import { comparisonExportOutput, exportedResultOutput, exportOutput } from '../exportedShapes.ts';
import { problemOutput } from '../restErrors.ts';
import { replyEventOutput } from '../writeReply.ts';

interface Named {
  id?: string;
  description?: string;
  [keyword: string]: unknown;
}

const anyObject = { type: 'object', additionalProperties: true };
const extraBody: Named = {
  id: 'ExtraBody',
  description: 'Parameters that requests have besides: `{"top_k": 40}`.',
  ...anyObject,
};
/** It may hold others of its kind, which zod knows as one schema for each level. */
export const GRADER = 'Grader';

/** What requests hold. */
export const inputNames = z
  .registry<Named>()
  .add(suitePromptInput, {
    id: 'PromptInput',
    description: 'A prompt, as one text or as messages of which the last is the user’s.',
    allOf: [{ anyOf: [{ required: ['prompt'] }, { required: ['messages'] }] }],
  })
  .add(graderSpecInput, {
    id: GRADER,
    description: `By what an answer is graded. Graders nest at most ${MAX_GRADER_DEPTH} deep.`,
  })
  .add(extraBodyInput, extraBody)
  .add(requestHeadersInput, {
    id: 'RequestHeaders',
    description: 'Headers by their names, sent with every request to the endpoint.',
    type: 'object',
    additionalProperties: { type: 'string' },
  })
  .add(runSettingsGiven, {
    id: 'RunSettingsInput',
    description: 'How a run calls the endpoint; what is left out has its default.',
  })
  .add(runSettingsChanges, {
    id: 'RunSettingsChanges',
    description: 'Settings in place of those that a run was made with.',
  })
  .add(modelSettingsInput, {
    id: 'ModelSettingsInput',
    description: 'What one of several models has for itself.',
  });

/** What answers hold. */
export const outputNames = z
  .registry<Named>()
  .add(problemOutput, {
    id: 'Problem',
    description: 'A refusal, or a fault of ours: `error` for people, `code` for programs.',
  })
  .add(sessionOutput, {
    id: 'Session',
    description:
      'A session and its models; the fields of the first model stand at the top as well.',
  })
  .add(connectionOutput, { id: 'Connection', description: 'One model at one endpoint.' })
  .add(connectionReportSchema, {
    id: 'ConnectionReport',
    description: 'What a connection test found.',
  })
  .add(pendingTestSchema, {
    id: 'PendingTest',
    description: 'A connection test whose model has not answered yet.',
  })
  .add(probeSchema, { id: 'Probe', description: 'A line of the compatibility card.' })
  .add(presetOutput, { id: 'Preset', description: 'A provider to start from.' })
  .add(modelNamesOutput, {
    id: 'ModelNames',
    description: 'The models that an endpoint lists, or why it lists none.',
  })
  .add(callRecipesOutput, { id: 'CallRecipes', description: 'A call as code to copy.' })
  .add(adapterCheckOutput, {
    id: 'AdapterCheck',
    description: 'Whether a fine-tune answers otherwise than its base.',
  })
  .add(suiteOutput, { id: 'Suite', description: 'A set of prompts.' })
  .add(suiteWithPromptsOutput, { id: 'SuiteWithPrompts', description: 'A suite and its prompts.' })
  .add(suitePromptOutput, { id: 'Prompt', description: 'A prompt as it is stored.' })
  // A function checks it, and it is told as it was taken.
  .add(graderSpecOutput, { $ref: `#/$defs/${GRADER}` })
  .add(importedSuiteOutput, {
    id: 'ImportedSuite',
    description: 'What was understood of a file, and the suite that it has become.',
  })
  .add(extraBodyOutput, extraBody)
  .add(runSettingsOutput, { id: 'RunSettings', description: 'How a run calls the endpoint.' })
  .add(runActivitySchema, {
    id: 'RunActivity',
    description: 'What a run does now, and what it has learnt of the endpoint.',
  })
  .add(runEstimateSchema, { id: 'RunEstimate', description: 'What a start would take.' })
  .add(runOutput, { id: 'Run', description: 'One pass of prompts over one model.' })
  .add(resultOutput, { id: 'Result', description: 'What came of one prompt.' })
  .add(resultPageOutput, { id: 'ResultPage', description: 'A page of the results that match.' })
  .add(exportedResultOutput, { id: 'ExportedResult', description: 'A result in a file.' })
  .add(exportOutput, {
    id: 'Export',
    description: 'Results, and around them runs with their figures, and the chat.',
  })
  .add(comparisonExportOutput, {
    id: 'ComparisonExport',
    description: 'The fields of a verdict, and the prompts of both runs.',
  })
  .add(gradeSchema, { id: 'Grade', description: 'What the grader said.' })
  .add(overruleSchema, { id: 'Overrule', description: 'What a person said, which counts.' })
  .add(outcomeCountOutput, { id: 'OutcomeCount', description: 'How often an outcome came.' })
  .add(sessionMetricsSchema, { id: 'Metrics', description: 'The figures of results.' })
  .add(accuracyReportSchema, { id: 'AccuracyReport', description: 'How many answers were right.' })
  .add(sloTargetsSchema, { id: 'Targets', description: 'How fast a call has to be.' })
  .add(sloReportSchema, { id: 'TargetsReport', description: 'How many calls are within targets.' })
  .add(comparisonOutput, { id: 'Comparison', description: 'Runs that were started together.' })
  .add(runComparisonOutput, { id: 'RunComparison', description: 'The verdict of two runs.' })
  .add(pairPageOutput, { id: 'PairPage', description: 'Prompts of two runs with both answers.' })
  .add(blindVoteOutput, {
    id: 'BlindVote',
    description: 'The two answers that are next, or what the votes say.',
  })
  .add(blindVoteSummaryOutput, { id: 'BlindVoteSummary', description: 'How a blind vote stands.' })
  .add(chatMessageOutput, { id: 'ChatMessage', description: 'A question or an answer.' })
  .add(chatExchangeOutput, { id: 'ChatExchange', description: 'A question and its answer.' })
  .add(progressOutput, {
    id: 'RunProgress',
    description: 'A run as it is now, and the results that are next.',
  })
  .add(answerProgressOutput, {
    id: 'AnswerProgress',
    description: 'What is new of an answer; offsets are lengths in UTF-16 units.',
  })
  .add(replyEventOutput, { id: 'ReplyEvent', description: 'A piece of a reply, or its end.' });
