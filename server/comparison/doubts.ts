/** What a verdict has to be read with: all that differs between two runs beside the model, and what is missing. */
import { isDeepStrictEqual } from 'node:util';
import type { Doubt, RunComparison } from '../../contract/runComparison.ts';
import {
  type RunSettingName,
  type RunSettings,
  runSettingDefinitions,
} from '../../contract/runSettings.ts';
import type { Connection } from '../connections/index.ts';
import type { Run } from '../runs/index.ts';
import type { AlignedRuns, AlignedSide } from './alignSides.ts';

/** One of the runs, with what is known around it. */
export interface DoubtedSide {
  run: Run;
  model: string;
  /** Null where it was removed. */
  connection: Pick<Connection, 'adaptations' | 'extraBody'> | null;
  /** Of the suite that its prompts are from; null where they came with the start. */
  suiteVersion: number | null;
}

type Sides<Side = DoubtedSide> = { candidate: Side; baseline: Side };

/** The most serious first. */
export function doubtsOf(
  sides: Sides,
  aligned: AlignedRuns,
  comparison: Pick<RunComparison, 'missing' | 'notComparable' | 'ungraded' | 'latencyRatio'>,
  adapterTold: string | null,
): Doubt[] {
  const doubts: (Doubt | null)[] = [
    adapterTold === null ? null : { kind: 'adapter', text: adapterTold },
    sameModel(sides),
    missing(aligned, comparison.missing),
    notComparable(comparison.notComparable),
    suites(sides),
    prompts(aligned),
    settings(sides),
    adaptations(sides),
    samples(aligned),
    overruled(aligned),
    truncated(aligned),
    ungraded(comparison.ungraded),
    comparison.latencyRatio === null ? null : time(sides),
  ];
  return doubts.filter((doubt) => doubt !== null);
}

function sameModel({ candidate, baseline }: Sides): Doubt | null {
  const isSame =
    candidate.run.modelId === baseline.run.modelId &&
    candidate.run.endpointUrl === baseline.run.endpointUrl;
  if (!isSame) return null;
  return {
    kind: 'model',
    text: 'Both runs are of the same model at the same address. What differs comes from chance or from the settings.',
  };
}

function missing(aligned: AlignedRuns, count: number): Doubt | null {
  if (count === 0) return null;
  const without = countSides(aligned, ({ state }, side) =>
    state === 'missing' && side.mean === null ? 1 : 0,
  );
  return {
    kind: 'missing',
    text: `${prompted(count)} no grade on at least one side (candidate ${without.candidate}, baseline ${without.baseline}), because a call failed or was never made. ${count === 1 ? 'It counts' : 'They count'} for neither.`,
  };
}

function notComparable(count: number): Doubt | null {
  if (count === 0) return null;
  return {
    kind: 'grader',
    text: `${count === 1 ? '1 prompt was' : `${count} prompts were`} not graded alike: another grader, other options or another expected answer. ${count === 1 ? 'It is' : 'They are'} left out until both sides are graded alike.`,
  };
}

function suites({ candidate, baseline }: Sides): Doubt | null {
  if (candidate.run.suiteEditionId === baseline.run.suiteEditionId) return null;
  const isSameSuite =
    candidate.run.testSuiteId !== null && candidate.run.testSuiteId === baseline.run.testSuiteId;
  if (isSameSuite && candidate.suiteVersion !== baseline.suiteVersion) {
    return {
      kind: 'suite_version',
      text: `The suite was changed between the runs: version ${candidate.suiteVersion ?? 'unknown'} against version ${baseline.suiteVersion ?? 'unknown'}.`,
    };
  }
  if (candidate.run.suiteName === baseline.run.suiteName) return null;
  return {
    kind: 'suite_version',
    text: `The runs are of different suites: “${candidate.run.suiteName}” against “${baseline.run.suiteName}”.`,
  };
}

function prompts({ prompts: shared, onlyCandidate, onlyBaseline }: AlignedRuns): Doubt | null {
  if (onlyCandidate + onlyBaseline === 0) return null;
  const parts = [
    [onlyCandidate, 'the candidate'],
    [onlyBaseline, 'the baseline'],
  ] as const;
  const told = parts
    .filter(([count]) => count > 0)
    .map(([count, who]) => `${count} ${count === 1 ? 'was' : 'were'} asked of ${who} only`);
  return {
    kind: 'prompts',
    text: `${shared.length === 1 ? '1 prompt is' : `${shared.length} prompts are`} in both runs; ${told.join(', ')}. A part that was picked, such as what failed before, does not speak for the whole.`,
  };
}

function settings({ candidate, baseline }: Sides): Doubt | null {
  const names = Object.keys(runSettingDefinitions) as RunSettingName[];
  const differing = names
    .filter((name) => !isDeepStrictEqual(candidate.run.config[name], baseline.run.config[name]))
    .map((name) => settingText(name, candidate.run.config, baseline.run.config));
  if (
    !isDeepStrictEqual(candidate.connection?.extraBody ?? {}, baseline.connection?.extraBody ?? {})
  ) {
    differing.push('extra parameters of the connection');
  }
  if (differing.length === 0) return null;
  return { kind: 'settings', text: `The settings differ: ${differing.join('; ')}.` };
}

/** The values of texts and parameters are long, and not for everybody who reads the verdict. */
function settingText(name: RunSettingName, ours: RunSettings, theirs: RunSettings): string {
  const { label, kind } = runSettingDefinitions[name];
  const word = label.charAt(0).toLowerCase() + label.slice(1);
  if (kind === 'text' || kind === 'texts' || kind === 'json') return word;
  return `${word} ${valueText(ours[name])} against ${valueText(theirs[name])}`;
}

function valueText(value: unknown): string {
  if (value === undefined) return 'not set';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return String(value);
}

function adaptations({ candidate, baseline }: Sides): Doubt | null {
  const changes = ({ connection }: DoubtedSide) =>
    Object.values(connection?.adaptations ?? {}).map(({ change }) => change);
  const [ours, theirs] = [changes(candidate), changes(baseline)];
  const told = [
    ['candidate', ours.filter((change) => !theirs.includes(change))],
    ['baseline', theirs.filter((change) => !ours.includes(change))],
  ] as const;
  const texts = told
    .filter(([, only]) => only.length > 0)
    .map(([who, only]) => `${who}: ${only.join('; ')}`);
  if (texts.length === 0) return null;
  return {
    kind: 'adaptations',
    text: `Requests are adapted differently to the two endpoints. ${texts.join('. ')}.`,
  };
}

function samples(aligned: AlignedRuns): Doubt | null {
  const uneven = aligned.prompts.filter(
    ({ candidate, baseline }) =>
      candidate.mean !== null &&
      baseline.mean !== null &&
      countGraded(candidate) !== countGraded(baseline),
  ).length;
  if (uneven === 0) return null;
  return {
    kind: 'samples',
    text: `${prompted(uneven)} more graded samples on one side than on the other. Each prompt counts once, by the mean of its samples.`,
  };
}

function overruled(aligned: AlignedRuns): Doubt | null {
  const { candidate, baseline } = countSides(
    aligned,
    (_, { results }) => results.filter(({ isOverruled }) => isOverruled).length,
  );
  if (candidate + baseline === 0) return null;
  return {
    kind: 'overruled',
    text: `A person overruled or gave the grade of ${answers(candidate)} of the candidate and ${answers(baseline)} of the baseline.`,
  };
}

function truncated(aligned: AlignedRuns): Doubt | null {
  const { candidate, baseline } = countSides(
    aligned,
    (_, { results }) => results.filter(({ isTruncated }) => isTruncated).length,
  );
  if (candidate + baseline === 0) return null;
  return {
    kind: 'truncated',
    text: `${answers(candidate)} of the candidate and ${answers(baseline)} of the baseline reached max output tokens and were cut.`,
  };
}

function ungraded(count: number): Doubt | null {
  if (count === 0) return null;
  return {
    kind: 'ungraded',
    text: `${count === 1 ? '1 prompt has' : `${count} prompts have`} nothing to grade by and ${count === 1 ? 'is' : 'are'} left out. A blind vote can compare ${count === 1 ? 'its answers' : 'their answers'}.`,
  };
}

function time({ candidate, baseline }: Sides): Doubt | null {
  const { comparisonId } = candidate.run;
  if (comparisonId !== null && comparisonId === baseline.run.comparisonId) return null;
  return {
    kind: 'time',
    text: 'The runs were not asked at the same time, so their speeds were measured under different load.',
  };
}

function countSides(
  { prompts: all }: AlignedRuns,
  count: (prompt: AlignedRuns['prompts'][number], side: AlignedSide) => number,
): Sides<number> {
  const of = (name: keyof Sides) =>
    all.reduce((sum, prompt) => sum + count(prompt, prompt[name]), 0);
  return { candidate: of('candidate'), baseline: of('baseline') };
}

function countGraded({ results }: AlignedSide): number {
  return results.filter(({ correct, score }) => correct !== null || score !== null).length;
}

function prompted(count: number): string {
  return count === 1 ? '1 prompt has' : `${count} prompts have`;
}

function answers(count: number): string {
  return count === 1 ? '1 answer' : `${count} answers`;
}
