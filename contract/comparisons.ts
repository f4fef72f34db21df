/** Runs that were started together over the same prompts, to be held against each other. */
import type { ConnectionRole } from './connectionRoles.ts';
import type { RunSettingName } from './runSettings.ts';
import { type RunCounts, type RunStatus, runState } from './runs.ts';

/**
 * `interleaved`: all models are asked a prompt at the same time. `blocks`: one model after the other, A B B A, where
 * their server has only one of them loaded at a time.
 */
export const promptOrders = ['interleaved', 'blocks'] as const;
export type PromptOrder = (typeof promptOrders)[number];

/** What each model of a comparison may have for itself; all else is the same for all. */
export const settingsOfEachModel = [
  'systemPrompt',
  'extraBody',
  'maxTokens',
  'temperature',
] as const satisfies RunSettingName[];

/** Comparisons ask for the most repeatable answers unless they are told otherwise. */
export const COMPARISON_TEMPERATURE = 0;

/** One of the runs of a start. */
export interface StartedRun {
  role: ConnectionRole | null;
  connectionId: string | null;
  testRunId: string;
}

/** A candidate's run and the baseline's that it is held against. */
export interface ComparedPair {
  candidateRunId: string;
  baselineRunId: string;
}

/** A prompt of the order in which a comparison asks. */
export interface OrderedSample {
  /** From 0. */
  promptIndex: number;
  /** Which asking of the prompt, from 0. */
  sample: number;
  /** The run whose model is asked first, by a moment. */
  firstRunId: string;
}

/** How a comparison stands in words, from all of its runs. */
export function comparisonState(runs: (RunCounts & { status: RunStatus })[]) {
  const sum = (count: (run: RunCounts) => number) =>
    runs.reduce((total, run) => total + count(run), 0);
  return runState({
    status: statusOfComparison(runs),
    totalPrompts: sum(({ totalPrompts }) => totalPrompts),
    completedPrompts: sum(({ completedPrompts }) => completedPrompts),
    failedPrompts: sum(({ failedPrompts }) => failedPrompts),
  });
}

/** How a comparison stands, from how its runs do: it goes on while one of them does. */
export function statusOfComparison(runs: { status: RunStatus }[]): RunStatus {
  const order: RunStatus[] = ['running', 'pending', 'failed', 'cancelled', 'completed'];
  return order.find((status) => runs.some((run) => run.status === status)) ?? 'completed';
}
