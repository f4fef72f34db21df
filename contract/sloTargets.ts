/**
 * Targets for the times of a call, service level objectives: which ones there are, their bounds, and what is
 * said of the calls that meet them. A target that is null is not looked at.
 */
import { metricLabels } from './metricLabels.ts';

export interface SloTargets {
  ttftMs: number | null;
  tpotMs: number | null;
  latencyMs: number | null;
}

export type SloTargetName = keyof SloTargets;

interface SloTargetDefinition {
  label: string;
  /** In milliseconds, as all of these. */
  min: number;
  max: number;
  /** What the form offers before anybody has set a target. */
  suggestion: number;
}

const TEN_MINUTES_MS = 600_000;

/** In the order of the form. */
export const sloTargetDefinitions: Record<SloTargetName, SloTargetDefinition> = {
  ttftMs: { label: metricLabels.ttft, min: 1, max: TEN_MINUTES_MS, suggestion: 500 },
  tpotMs: { label: metricLabels.tpot, min: 0.1, max: TEN_MINUTES_MS, suggestion: 50 },
  latencyMs: { label: metricLabels.latency, min: 1, max: TEN_MINUTES_MS, suggestion: 5_000 },
};

export const sloTargetNames = Object.keys(sloTargetDefinitions) as SloTargetName[];

export const noSloTargets: SloTargets = { ttftMs: null, tpotMs: null, latencyMs: null };

/** Those targets that are set, with their names and limits. */
export function namedTargets(targets: SloTargets): [name: SloTargetName, limitMs: number][] {
  return sloTargetNames.flatMap((name) => {
    const limitMs = targets[name];
    return limitMs === null ? [] : [[name, limitMs] as [SloTargetName, number]];
  });
}

/**
 * How many calls of a run are within targets. Percentages are 0–100; they and the goodput are null where no
 * target is set, or where nothing is finished yet.
 */
export interface SloReport {
  targets: SloTargets;
  /** Results of the run, failed ones included: each is one call, the last that was made for it. */
  calls: number;
  /** Calls that are within every target. */
  met: number;
  /** Answers that miss no target as far as is known, but lack a figure that a target is about. */
  unjudged: number;
  /** Percentage of all calls that are within every target. */
  sloAttainment: number | null;
  /** Its 95 % interval. */
  sloAttainmentLow: number | null;
  sloAttainmentHigh: number | null;
  /** From the start of the first call to the end of the last one. */
  durationMs: number | null;
  /** Calls within every target, per second of that time. */
  goodput: number | null;
}
