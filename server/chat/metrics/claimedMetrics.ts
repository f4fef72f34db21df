/**
 * Finds the metrics that an answer claims: numbers whose meaning the words beside them make clear. What is
 * ambiguous is left alone: to mark a right number as wrong would be worse than to miss a wrong one.
 */
import type { MetricUnit } from '../../../contract/annotations.ts';
import { type Citation, citationsIn, type RunLetter } from '../context/citations.ts';
import { type Clause, clausesOf } from './clauses.ts';

/** Which metric a claim is about. */
export type Measure =
  | { of: 'latency' | 'ttft'; stat: LatencyStat }
  | { of: 'share' | 'count'; what: Countable }
  | { of: 'tokens'; which: 'total' | 'input' | 'output' };

export type LatencyStat = 'avg' | 'p50' | 'p95' | 'p99' | 'min' | 'max' | 'single';
export type Countable = 'completed' | 'failed' | 'correct' | 'wrong';

export interface ClaimedMetric {
  quote: string;
  start: number;
  end: number;
  measure: Measure;
  unit: MetricUnit;
  value: number;
  /** Half the weight of the last digit that is given. */
  precision: number;
  /** Decimals are given, so that the last digit is significant. */
  hasDecimals: boolean;
  isApproximate: boolean;
  /** "of M", where the answer says so. */
  outOf?: number;
  /** A single result, where it is about one. */
  citation?: Citation;
  /** Which run, where the answer says so. */
  letter: RunLetter;
  clause: Clause;
}

/** Longer answers are checked up to here. */
const MAX_CHARACTERS = 20_000;
const MAX_CLAIMS = 60;

export function claimedMetricsIn(answer: string): ClaimedMetric[] {
  return clausesOf(answer.slice(0, MAX_CHARACTERS))
    .flatMap((clause) => [
      ...latencyClaims(clause),
      ...shareClaims(clause),
      ...countClaims(clause),
      ...tokenClaims(clause),
    ])
    .toSorted((a, b) => a.start - b.start)
    .slice(0, MAX_CLAIMS);
}

const NUMBER = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?`;
const APPROXIMATELY = /(?:about|around|roughly|approximately|nearly|almost|some|circa|≈|~)\s*$/i;

/** Words that make a number beside them a bound, a difference or something that we do not measure. */
const UNCLEAR =
  /\b(?:than|over|under|above|below|least|most|up to|exceed\w*|slower|faster|longer|shorter|quicker|differen\w*|gap|times|twice|half|improv\w*|increas\w*|decreas\w*|dropp\w*|rose|fell|timeouts?|timed out|limits?|targets?|threshold|queue\w*|wait\w*|back\w*off|paus\w*|retr\w*|delays?|thoughts?|thinking|if|would|could|should|assum\w*|expect\w*|per|tpot|each|every|between|range\w*)\b/i;

function latencyClaims(clause: Clause): ClaimedMetric[] {
  const { text } = clause;
  const matches = [...text.matchAll(DURATION)];
  const [match] = matches;
  if (matches.length !== 1 || !match || UNCLEAR.test(text)) return [];
  if (/\b(?:between|ranging|respectively)\b/i.test(clause.sentence)) return [];
  const of = /\bttft\b|first[ -](?:token|word)/i.test(text) ? 'ttft' : 'latency';
  const stats = latencyStats.filter(({ words }) => words.test(text)).map(({ stat }) => stat);
  const citations = citationsIn(text);
  if (/\bwithin\b/i.test(text) && !stats.some((stat) => stat.startsWith('p9'))) return [];
  const inMs = match.groups?.unit?.toLowerCase().startsWith('m') ? 1 : 1_000;
  const claim = (stat: LatencyStat, citation?: Citation) =>
    claimOf(clause, match, { measure: { of, stat }, unit: 'ms', factor: inMs, citation });
  if (citations.length === 1) {
    const isOfOne = stats.every((stat) => stat === 'min' || stat === 'max');
    return isOfOne && eachCitationHasItsDuration(clause) ? [claim('single', citations[0])] : [];
  }
  return citations.length === 0 && stats.length === 1 ? [claim(stats[0] as LatencyStat)] : [];
}

const DURATION = new RegExp(
  String.raw`(?<![\w.,#])(?<number>${NUMBER})\s?(?<unit>ms|milliseconds?|s|secs?|seconds?)(?![\w/])`,
  'giu',
);

const latencyStats: { stat: LatencyStat; words: RegExp }[] = [
  { stat: 'avg', words: /\b(?:average|avg|mean)\b/i },
  { stat: 'p50', words: /\b(?:median|p50|50th)\b/i },
  { stat: 'p95', words: /\b(?:p95|95th)\b|\b95\s?(?:%|percent\b)/i },
  { stat: 'p99', words: /\b(?:p99|99th)\b|\b99\s?(?:%|percent\b)/i },
  { stat: 'min', words: /\b(?:fastest|quickest|minimum|min|shortest|lowest)\b/i },
  { stat: 'max', words: /\b(?:slowest|maximum|max|longest|highest)\b/i },
];

/** "#4, #7 and #9 took 1 s, 2 s and 3 s" does not say in one place which is whose. */
function eachCitationHasItsDuration({ sentence }: Clause): boolean {
  const citations = citationsIn(sentence).length;
  return citations === 1 || citations === [...sentence.matchAll(DURATION)].length;
}

const countable: { what: Countable; words: RegExp; label: RegExp }[] = [
  {
    what: 'failed',
    words: /\b(?:fail(?:ed|ures?|s)?|failure rate|error rate)\b/i,
    label: /^\W*(?:failed|failures)(?: prompts?| answers?)?\W*$/i,
  },
  {
    what: 'wrong',
    words: /\b(?:wrong|incorrect)\b/i,
    label: /^\W*(?:wrong|incorrect)(?: answers?)?\W*$/i,
  },
  {
    what: 'correct',
    words: /\b(?:correct|right|accuracy|accurate)\b/i,
    label: /^\W*correct(?: answers?)?\W*$/i,
  },
  {
    what: 'completed',
    words: /\b(?:success(?:ful|fully)?|success rate|succeeded|answered|completed)\b/i,
    label: /^\W*(?:completed|answered|successful)(?: prompts?)?\W*$/i,
  },
];

function shareClaims(clause: Clause): ClaimedMetric[] {
  const matches = [...clause.text.matchAll(PERCENTAGE)];
  const [match] = matches;
  const what = onlyCountable(clause.text);
  if (matches.length !== 1 || !match || !what || UNCLEAR.test(clause.text)) return [];
  if (citationsIn(clause.text).length > 0) return [];
  const after = clause.text.slice(match.index + match[0].length);
  if (OF_A_PART.test(after)) return [];
  return [claimOf(clause, match, { measure: { of: 'share', what }, unit: 'percent' })];
}

/** "50 % of the failed prompts" */
const OF_A_PART =
  /^\s*of (?:the |my |all |those |these )*(?:fail|wrong|incorrect|correct|right|success|answered|completed)/i;

const PERCENTAGE = new RegExp(
  String.raw`(?<![\w.,#])(?<number>${NUMBER})\s?(?:%|percent\b)`,
  'giu',
);

function countClaims(clause: Clause): ClaimedMetric[] {
  const { text } = clause;
  const what = onlyCountable(text);
  if (!what || UNCLEAR.test(text) || citationsIn(text).length > 0) return [];
  const claim = (match: RegExpExecArray, outOf?: string) =>
    claimOf(clause, match, {
      measure: { of: 'count', what },
      unit: 'count',
      outOf: outOf === undefined ? undefined : Number(outOf.replaceAll(',', '')),
    });
  const parts = [...text.matchAll(PART_OF_WHOLE)] as RegExpExecArray[];
  if (parts.length > 0) {
    const [part] = parts;
    return parts.length === 1 && part ? [claim(part, part.groups?.whole)] : [];
  }
  const numbers = [...text.matchAll(WHOLE_NUMBER)] as RegExpExecArray[];
  const [number] = numbers;
  if (numbers.length !== 1 || !number) return [];
  const before = text.slice(0, number.index);
  const after = text.slice(number.index + number[0].length);
  const isCounted = COUNTED_AFTER.test(after) && !PICKED_OUT.test(before);
  const { label } = countable.find((each) => each.what === what) ?? {};
  const isLabelled = /[:=|]\s*$/.test(before) && label?.test(before) && /^\W*$/.test(after);
  return isCounted || isLabelled ? [claim(number)] : [];
}

const PART_OF_WHOLE =
  /(?<![\w.,#/])(?<number>\d{1,6})\s?(?:of|out of|\/)\s?(?:my |the |all )?(?<whole>\d{1,6})(?![\w.,/%]\d|\s?%)/giu;
const WHOLE_NUMBER =
  /(?<![\w.,#/])(?<number>\d{1,6})(?![\w%/]|[.,]\d|\s?%|\s?(?:ms|s|seconds?|milliseconds?|tokens?|characters?|words?)\b)/giu;
/** "2 failed", "3 of my answers were wrong", "2 wrong answers". */
const COUNTED_AFTER =
  /^\s+(?:of (?:them|my answers|the (?:answers|prompts|results)) )?(?:my |were |was |are |have )?(?:(?:prompts?|answers?|results?|calls?|requests?)\s+)?(?:were |was |are |have |has )?(?:fail(?:ed|ures?)\b|wrong\b|incorrect\b|correct\b|succeeded\b|answered\b|completed\b)/i;
/** "prompt 3 failed" is a name, "the first 3 failed" a part. */
const PICKED_OUT =
  /(?:prompts?|results?|questions?|answers?|number|no\.|nr\.?|first|last|top|these|those|other|another|next|remaining|only the|of the|run)\s*$/i;

function tokenClaims(clause: Clause): ClaimedMetric[] {
  const { text } = clause;
  const matches = [...text.matchAll(TOKENS)];
  const [match] = matches;
  if (matches.length !== 1 || !match || UNCLEAR.test(text) || /average|mean|median/i.test(text)) {
    return [];
  }
  const which = [
    ...(/\b(?:total|altogether|overall|in all)\b/i.test(text) ? (['total'] as const) : []),
    ...(/\b(?:input|prompt) tokens\b/i.test(text) ? (['input'] as const) : []),
    ...(/\b(?:output|completion|generated)\b/i.test(text) ? (['output'] as const) : []),
  ];
  const citations = citationsIn(text);
  const specific = which.filter((each) => each !== 'total');
  const measured = specific.length === 1 ? specific[0] : which[0];
  if (!measured || specific.length > 1 || citations.length > 1) return [];
  const [citation] = citations;
  if (citation && measured !== 'output') return [];
  return [
    claimOf(clause, match, {
      measure: { of: 'tokens', which: measured },
      unit: 'tokens',
      citation,
    }),
  ];
}

const TOKENS = new RegExp(
  String.raw`(?<![\w.,#])(?:(?<number>${NUMBER})\s(?:(?:input|output|prompt|completion|total|generated) )?tokens?\b(?!\s?(?:/|per))|(?<=\btokens?\s*[:=|]\s*)(?<labelled>${NUMBER})(?![\w%/]))`,
  'giu',
);

/** The one kind of count that a text is about; undefined where it is about none or several. */
function onlyCountable(text: string): Countable | undefined {
  const named = countable.filter(({ words }) => words.test(text));
  return named.length === 1 ? named[0]?.what : undefined;
}

function claimOf(
  clause: Clause,
  match: RegExpMatchArray,
  claim: {
    measure: Measure;
    unit: MetricUnit;
    factor?: number;
    citation?: Citation;
    outOf?: number;
  },
): ClaimedMetric {
  const { factor = 1, ...rest } = claim;
  const digits = (match.groups?.number ?? match.groups?.labelled ?? '').replaceAll(',', '');
  const index = match.index ?? 0;
  const start = clause.start + index;
  const quote = match[0].trimEnd();
  return {
    ...rest,
    quote,
    start,
    end: start + quote.length,
    value: Number(digits) * factor,
    precision: lastDigit(digits) * factor * 0.5,
    hasDecimals: digits.includes('.'),
    isApproximate: APPROXIMATELY.test(clause.text.slice(0, index)),
    letter: letterOf(clause, rest.citation),
    clause,
  };
}

/** The weight of the last digit that is given; zeros at the end of a whole number may be rounding. */
function lastDigit(digits: string): number {
  const [, decimals] = digits.split('.');
  if (decimals !== undefined) return 10 ** -decimals.length;
  return 10 ** (/0*$/.exec(digits)?.[0].length ?? 0);
}

function letterOf({ text, sentence }: Clause, citation: Citation | undefined): RunLetter {
  if (citation && citation.letter !== '') return citation.letter;
  for (const scope of [text, sentence]) {
    const letters = new Set([...scope.matchAll(/\b[Rr]un ([AB])\b/g)].map((match) => match[1]));
    if (letters.size === 1) return [...letters][0] as RunLetter;
    if (letters.size > 1) return '';
  }
  return '';
}
