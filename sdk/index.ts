/**
 * The client of BYOM, from Node and from browsers, in two layers: a few verbs (`connect`, then a session's), and below
 * them every procedure of the API with its types (`createByomClient`). It carries no server code.
 * @packageDocumentation
 */
export type {
  AdapterCheckFailure,
  AdapterCheckOutcome,
  AdapterPromptFinding,
  CheckedPrompt,
} from '../contract/adapterCheck.ts';
export type { CallRecipes } from '../contract/callRecipes.ts';
export type { SuggestedQuestion } from '../contract/chat.ts';
export type { ConnectionReport } from '../contract/connectionReport.ts';
export type {
  ConnectionTestAnswer,
  PendingTest,
  PendingTestAnswer,
} from '../contract/connectionTest.ts';
export type { Deletion } from '../contract/deletion.ts';
export type {
  CategoryCount,
  LatencyBucket,
  OutcomeCount,
  SessionMetrics,
} from '../contract/metrics.ts';
export type { ModelNames } from '../contract/modelNames.ts';
export type { Problem } from '../contract/problem.ts';
export type { ProblemKind } from '../contract/problemKinds.ts';
export type { ProviderPreset } from '../contract/providerPresets.ts';
export type { RunEstimate } from '../contract/runEstimate.ts';
export type { SloReport, SloTargets } from '../contract/sloTargets.ts';
export type {
  AdapterCheckOutput,
  AnswerProgress,
  AppRouter,
  ChatExchangeOutput,
  ChatMessageOutput,
  ComparisonOutput,
  ConnectionOutput,
  NewSessionOutput,
  PairOutput,
  PairPageOutput,
  ProgressOutput,
  ResultOutput,
  ResultPageOutput,
  RunComparisonOutput,
  RunOutput,
  RunPageOutput,
  SessionOutput,
  StartedOutput,
  SuiteOutput,
  SuiteWithPromptsOutput,
} from '../server/api/index.ts';

export { Answer } from './answer.ts';
export {
  type Abortable,
  type AddModelInput,
  type AskInput,
  ByomSession,
  type CompareInput,
  type ResultsInput,
  type RunInput,
  type WhichModel,
} from './byomSession.ts';
export { connect, joinSession, type ModelInput, type ServerOptions } from './connect.ts';
export type { ConnectionOptions } from './connectionOptions.ts';
export { type ByomClient, createByomClient } from './createByomClient.ts';
export { errorFrom } from './errorFrom.ts';
export * from './errors.ts';
export type { ExportOptions, SuiteUpload, UploadedSuite } from './files.ts';
export { type FollowedRun, followRun, type RunUpdate } from './followRun.ts';
export { problemOf } from './problemOf.ts';
export { Run } from './run.ts';
