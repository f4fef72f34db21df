/** The shapes that the API returns, as the pages use them. */
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../server/api/appRouter.ts';

type Outputs = inferRouterOutputs<AppRouter>;
type Inputs = inferRouterInputs<AppRouter>;

export type Session = Outputs['session']['current'];
export type ConnectionReport = NonNullable<Session['connectionReport']>;
export type Probe = ConnectionReport['probes'][number];
export type Preset = Outputs['session']['presets']['presets'][number];
export type Deletion = Outputs['session']['delete']['deleted'];
export type Suite = Outputs['suite']['list'][number];
export type SuiteWithPrompts = Outputs['suite']['get'];
export type Run = Outputs['batch']['list'][number];
export type RunResult = Outputs['batch']['get']['results'][number];
export type CategoryCount = Outputs['batch']['categories'][number];
export type OutcomeCount = Outputs['batch']['outcomes'][number];
export type Recipes = Outputs['batch']['reproduce'];
export type RunEstimate = Outputs['batch']['estimate'];
export type Metrics = Outputs['batch']['metrics'];
export type LatencyBucket = Outputs['batch']['latencyDistribution'][number];
export type ChatMessage = Outputs['chat']['list'][number];
export type ChatExchange = Outputs['chat']['send'];
export type CitedResult = NonNullable<ChatMessage['evidence']>['results'][number];
export type MetricCheck = ChatMessage['checks'][number];
export type SuggestedQuestion = Outputs['chat']['suggestions'][number];

export type StartRunInput = Inputs['batch']['start'];
export type RerunInput = Inputs['batch']['rerun'];
export type ResultsInput = Inputs['batch']['results'];
