/** Which of the runs in the evidence a claim is about. */
import type { RunInEvidence } from '../context/evidence.ts';
import type { VerdictInEvidence } from '../context/verdict.ts';
import type { ClaimedMetric } from './claimedMetrics.ts';
import { hasWord } from './hasWord.ts';

const CANDIDATE = /\b(?:candidate|fine-?tuned?)\b/i;
const BASELINE = /\b(?:baseline|base(?: model)?)\b/i;

/** Undefined where a claim does not say which of two it means, or names both. */
export function meantRun(
  { letter, clause }: Pick<ClaimedMetric, 'letter' | 'clause'>,
  runs: RunInEvidence[],
  verdict: VerdictInEvidence | null,
): RunInEvidence | undefined {
  if (runs.length === 1) return runs[0];
  if (letter !== '') return runs.find((each) => each.letter === letter);
  const namedIn = (text: string) => runs.filter((run) => isNamed(run, runs, verdict, text));
  const inSentence = namedIn(clause.sentence);
  const inClause = namedIn(clause.text);
  // "The candidate and the baseline took 2 s" says it of both.
  const saysOneOfBoth =
    inSentence.length > 1 && [...clause.sentence.matchAll(NUMBER)].length < inSentence.length;
  if (saysOneOfBoth) return undefined;
  const named = inClause.length > 0 ? inClause : inSentence;
  return named.length === 1 ? named[0] : undefined;
}

/** Not a part of a name. */
const NUMBER = /(?<![\w.,#-])\d[\d,.]*/g;

function isNamed(
  { letter, run }: RunInEvidence,
  runs: RunInEvidence[],
  verdict: VerdictInEvidence | null,
  text: string,
): boolean {
  if (/\bboth\b|\beach\b/i.test(text)) return true;
  if (new RegExp(`\\brun ${letter}\\b`, 'i').test(text)) return true;
  if (verdict?.candidate === letter && CANDIDATE.test(text)) return true;
  if (verdict?.baseline === letter && BASELINE.test(text)) return true;
  const names = [run.modelName, run.modelId].filter((name) => name !== null);
  const others = runs
    .filter((other) => other.run.id !== run.id)
    .flatMap((other) => [other.run.modelName, other.run.modelId]);
  // A name within the other's, such as `llama` and `llama-tuned`, says nothing.
  return names.some(
    (name) =>
      hasWord(text, name) &&
      !others.some((other) => other?.toLowerCase().includes(name.toLowerCase())),
  );
}
