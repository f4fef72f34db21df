import type { GraderName } from './graders.ts';
import type { EstimatedRateLimit } from './rateLimits.ts';

/** What a run is estimated to rest on: earlier answers of the session, or the connection test's one. */
export const estimateBases = ['answers', 'connection_test'] as const;
export type EstimateBasis = (typeof estimateBases)[number];

/** What a run will take, before it is started. */
export interface RunEstimate {
  /** Retries not counted: prompts times samples, and warm-ups. */
  calls: number;
  promptTokens: number;
  /** With answers as long as those of earlier runs; null before there were any. */
  likelyAnswerTokens: number | null;
  /** With every answer as long as the settings allow. */
  mostAnswerTokens: number;
  /** Null where neither answers nor the connection test show how fast the model is. */
  likelyMs: number | null;
  /** With every answer as long as the settings allow. */
  mostMs: number | null;
  /** What the times are based on. */
  basis: EstimateBasis | null;
  /** Each limit that the endpoint reported at the connection test, and how much of it the run may need. */
  limits: EstimatedRateLimit[];
  /** How the answers will be graded: how many prompts by which grader; the rest are not graded. */
  graders: { grader: GraderName; prompts: number }[];
  ungradedPrompts: number;
  /** Until the session ends, and the run with it. */
  sessionLeftMs: number;
  /** Whether the run is likely to take longer than that. */
  outlastsSession: boolean;
}
