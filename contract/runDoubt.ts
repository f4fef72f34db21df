/** What to know of a run before its accuracy is relied on, as one sentence. */
import { errorReasonDefinitions } from './errorReasons.ts';
import { type AccuracyReport, MIN_GRADED_PROMPTS, type OutcomeCount } from './metrics.ts';
import { outcomeDefinitions } from './outcomes.ts';
import type { Tone } from './tone.ts';

export interface RunDoubt {
  text: string;
  tone: Extract<Tone, 'bad' | 'warn' | 'neutral'>;
}

/** What the sentence is made of. */
export interface DoubtedRun {
  totalPrompts: number;
  completedPrompts: number;
  failedPrompts: number;
  maxTokens: number;
  accuracy: Pick<AccuracyReport, 'graded' | 'leftOut' | 'prompts'>;
  outcomes: Pick<OutcomeCount, 'outcome' | 'count' | 'probablyTruncated' | 'reasons'>[];
}

/** From this share on, truncated answers may change what the accuracy says. */
const NOTICEABLE_SHARE = 0.05;

/**
 * The first that applies (docs/decisions/0046): what is missing, then what is cut, then what so few prompts cannot show, then what has no grade. Null where there is
 * nothing to doubt.
 */
export function runDoubt(run: DoubtedRun): RunDoubt | null {
  return (
    nothingFinished(run) ??
    notAnswered(run) ??
    notAsked(run) ??
    countedAsWrong(run) ??
    truncated(run) ??
    fewPrompts(run) ??
    notGraded(run)
  );
}

function nothingFinished(run: DoubtedRun): RunDoubt | null {
  return finishedOf(run) === 0
    ? { text: 'The run ended before any prompt was finished.', tone: 'bad' }
    : null;
}

/** Calls that failed through no fault of the model; the accuracy says nothing of them. */
function notAnswered(run: DoubtedRun): RunDoubt | null {
  const failed = run.outcomes.filter(
    ({ outcome }) => outcomeDefinitions[outcome].grading === 'left_out',
  );
  const count = sum(failed.map((each) => each.count));
  if (count === 0) return null;
  const asked = finishedOf(run);
  const were = count === 1 ? 'was' : 'were';
  const leavesOut =
    run.accuracy.graded > 0 && run.accuracy.leftOut > 0
      ? ` Accuracy leaves ${count === 1 ? 'it' : 'them'} out.`
      : '';
  return {
    text: `${shown(count)} of ${shown(asked)} ${were} not answered${reasonText(failed, count)}.${leavesOut}`,
    tone: count / asked >= NOTICEABLE_SHARE ? 'bad' : 'warn',
  };
}

/** `: the endpoint refused the key, from #20 on`; empty where no reason is known. */
function reasonText(failed: DoubtedRun['outcomes'], count: number): string {
  const reasons = failed.flatMap(({ reasons: ofOutcome }) => ofOutcome);
  const [most] = reasons.toSorted((a, b) => b.count - a.count);
  if (!most) return '';
  const isAll = most.count === count;
  // The first clause: the rest is for whoever looks at the call.
  const [clause = ''] = errorReasonDefinitions[most.reason].what.split(/[:;.]/);
  const what = `${clause.charAt(0).toLowerCase()}${clause.slice(1)}`;
  const from = most.unbrokenFrom === null ? '' : `, from #${most.unbrokenFrom + 1} on`;
  return `: ${isAll ? '' : 'mostly because '}${what}${from}`;
}

function notAsked(run: DoubtedRun): RunDoubt | null {
  const count = run.totalPrompts - finishedOf(run);
  if (count <= 0) return null;
  const were = count === 1 ? 'was' : 'were';
  return { text: `${shown(count)} of ${shown(run.totalPrompts)} ${were} not asked.`, tone: 'warn' };
}

/** Answers that are missing by the model's own doing. */
function countedAsWrong(run: DoubtedRun): RunDoubt | null {
  const missing = run.outcomes
    .filter(({ outcome }) => outcomeDefinitions[outcome].grading === 'as_wrong')
    .toSorted((a, b) => b.count - a.count);
  const count = sum(missing.map((each) => each.count));
  const [most] = missing;
  if (!most || count / finishedOf(run) < NOTICEABLE_SHARE) return null;
  const { label } = outcomeDefinitions[most.outcome];
  const mostly = most.count === count ? '' : 'mostly ';
  const asWrong =
    run.accuracy.graded > 0 ? ` and ${count === 1 ? 'counts' : 'count'} as wrong` : '';
  return {
    text: `${shown(count)} of ${shown(finishedOf(run))} ${count === 1 ? 'has' : 'have'} no answer${asWrong}: ${mostly}${label.toLowerCase()}.`,
    tone: 'warn',
  };
}

function truncated(run: DoubtedRun): RunDoubt | null {
  const count = sum(
    run.outcomes.map((each) =>
      each.outcome === 'truncated' ? each.count : each.probablyTruncated,
    ),
  );
  if (count === 0 || count / finishedOf(run) < NOTICEABLE_SHARE) return null;
  return {
    text: `${shown(count)} of ${shown(finishedOf(run))} answers ${count === 1 ? 'was' : 'were'} cut at ${shown(run.maxTokens)} tokens: raise max output tokens.`,
    tone: 'warn',
  };
}

function notGraded(run: DoubtedRun): RunDoubt | null {
  const { graded, leftOut } = run.accuracy;
  const count = finishedOf(run) - graded - leftOut;
  if (graded === 0 && leftOut === 0) {
    return {
      text: 'Nothing was graded: the prompts have no expected answer and no grader.',
      tone: 'neutral',
    };
  }
  if (count <= 0) return null;
  return {
    text: `Accuracy covers ${shown(graded)} of ${shown(finishedOf(run))}: the rest ${count === 1 ? 'has' : 'have'} nothing to be graded by.`,
    tone: 'neutral',
  };
}

function fewPrompts(run: DoubtedRun): RunDoubt | null {
  const { prompts } = run.accuracy;
  if (prompts === 0 || prompts >= MIN_GRADED_PROMPTS) return null;
  const only = prompts === 1 ? '1 prompt' : `${prompts} prompts`;
  return { text: `${only}: only a collapse would show.`, tone: 'neutral' };
}

const finishedOf = ({ completedPrompts, failedPrompts }: DoubtedRun) =>
  completedPrompts + failedPrompts;

const shown = (count: number) => count.toLocaleString('en-US');

const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);
