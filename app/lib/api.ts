/** The shapes that the API takes and returns, under the names that the pages use. */
import type { inferRouterInputs } from '@trpc/server';
import type { AppRouter } from '../../server/api/index.ts';

export type { CitableResult as CitedResult, MetricCheck } from '../../contract/annotations.ts';
export type { CallRecipes } from '../../contract/callRecipes.ts';
export type { SuggestedQuestion } from '../../contract/chat.ts';
export type { ConnectionReport, Probe } from '../../contract/connectionReport.ts';
export type { PendingTest } from '../../contract/connectionTest.ts';
export type { Deletion } from '../../contract/deletion.ts';
export type {
  Accuracy,
  AccuracyReport,
  CategoryCount,
  LatencyBucket,
  OutcomeCount,
  PromptAnswers,
  SessionMetrics,
} from '../../contract/metrics.ts';
export type { ModelNames } from '../../contract/modelNames.ts';
export type { ProviderPreset } from '../../contract/providerPresets.ts';
export type { RunEstimate } from '../../contract/runEstimate.ts';
export type { SloReport } from '../../contract/sloTargets.ts';
export type {
  AdapterCheckOutput as AdapterCheck,
  AnswerProgress,
  ChatExchangeOutput as ChatExchange,
  ChatMessageOutput as ChatMessage,
  ComparisonOutput as Comparison,
  ConnectionOutput as Connection,
  PairOutput as Pair,
  ResultOutput as RunResult,
  RunOutput as Run,
  SessionOutput as Session,
  SuiteOutput as Suite,
  SuiteWithPromptsOutput as SuiteWithPrompts,
} from '../../server/api/index.ts';

type Inputs = inferRouterInputs<AppRouter>;

export type NewConnection = Inputs['session']['create'];
export type EditedConnection = Inputs['connection']['edit'];
export type StartRunInput = Inputs['batch']['start'];
export type EstimateRunInput = Inputs['batch']['estimate'];
export type RerunInput = Inputs['batch']['rerun'];
export type ResultsInput = Inputs['batch']['results'];
export type SetTargetsInput = Inputs['batch']['setTargets'];
