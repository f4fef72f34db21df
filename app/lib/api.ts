/** The shapes that the API returns, as the pages use them. */
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../server/routers/index.ts';

type Outputs = inferRouterOutputs<AppRouter>;
type Inputs = inferRouterInputs<AppRouter>;

export type Session = Outputs['session']['current'];
export type Preset = Outputs['session']['presets']['presets'][number];
export type Deletion = Outputs['session']['delete']['deleted'];
export type Suite = Outputs['suite']['list'][number];
export type SuiteWithPrompts = Outputs['suite']['get'];
export type Run = Outputs['batch']['list'][number];
export type RunResult = Outputs['batch']['get']['results'][number];
export type Metrics = Outputs['batch']['metrics'];
export type LatencyBucket = Outputs['batch']['latencyDistribution'][number];
export type ChatMessage = Outputs['chat']['list'][number];

export type StartRunInput = Inputs['batch']['start'];
export type ResultsInput = Inputs['batch']['results'];
