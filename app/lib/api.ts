/** The shapes that the API takes and returns, under the names that the pages use. */
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../server/api/index.ts';

export type { CitableResult as CitedResult, MetricCheck } from '../../contract/annotations.ts';
export type { ConnectionReport, Probe } from '../../contract/connectionReport.ts';
export type {
  AnswerProgress,
  ChatExchangeOutput as ChatExchange,
  ChatMessageOutput as ChatMessage,
  ResultOutput as RunResult,
  RunOutput as Run,
  SessionOutput as Session,
  SuiteOutput as Suite,
  SuiteWithPromptsOutput as SuiteWithPrompts,
} from '../../server/api/index.ts';

type Outputs = inferRouterOutputs<AppRouter>;
type Inputs = inferRouterInputs<AppRouter>;

export type Preset = Outputs['session']['presets']['presets'][number];
export type ModelList = Outputs['session']['listModels'];
export type Deletion = Outputs['session']['delete']['deleted'];
export type CategoryCount = Outputs['batch']['categories'][number];
export type OutcomeCount = Outputs['batch']['outcomes'][number];
export type CallRecipes = Outputs['batch']['reproduce'];
export type RunEstimate = Outputs['batch']['estimate'];
export type Metrics = Outputs['batch']['metrics'];
export type LatencyBucket = Outputs['batch']['latencyDistribution'][number];
export type SuggestedQuestion = Outputs['chat']['suggestions'][number];

export type StartRunInput = Inputs['batch']['start'];
export type RerunInput = Inputs['batch']['rerun'];
export type ResultsInput = Inputs['batch']['results'];
