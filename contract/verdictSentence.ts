/**
 * The verdict of two runs in words, derived from its fields and from nothing else. It claims no more than they do: a
 * category or a ratio is named only where it is told from chance (docs/decisions/0043).
 */
import { categorySentence } from './categorySentence.ts';
import { ratioSentence } from './ratioSentence.ts';
import {
  MAX_MISSING_SHARE,
  MAX_PROMPTS_TO_DECIDE,
  MIN_PAIRS,
  type RunComparison,
  type Verdict,
  verdictLabels,
} from './runComparison.ts';
import { figurePart, joinParts, type SentencePart } from './sentencePart.ts';
import {
  aboutText,
  countedText,
  countText,
  differenceText,
  floorText,
  percentagesText,
  pointsText,
  scoresText,
} from './verdictFigures.ts';

export type { SentencePart } from './sentencePart.ts';
export { voteSentence } from './voteSentence.ts';

/** What the sentence is made of. */
export type SentenceFields = Omit<RunComparison, 'sentence' | 'doubts'>;

/** What has to be said wherever a model is called no worse. */
export const nonInferiorityNote =
  'No worse is tested at 2.5 %: of the two-sided 95 % interval only the lower end counts.';

type Parts = (SentencePart | string)[];

/** The sentence. */
export function verdictSentence(comparison: SentenceFields): string {
  return verdictParts(comparison)
    .map(({ text }) => text)
    .join('');
}

/** The same in parts, whose figures name their pairs. */
export function verdictParts(comparison: SentenceFields): SentencePart[] {
  const ratios = ratioSentence(comparison);
  const sentences: Parts[] = [
    headline(comparison),
    worstCaseSentence(comparison),
    leftOutSentence(comparison),
    ...(saysCategories(comparison)
      ? [
          categorySentence(
            calledAs('worse', comparison),
            'Worse',
            isCounted(comparison),
            comparison.margin,
          ),
          categorySentence(
            calledAs('better', comparison),
            'Better',
            isCounted(comparison),
            comparison.margin,
          ),
        ]
      : []),
    limitsSentence(comparison),
    ratios === null ? [] : [ratios],
  ];
  return joinParts(
    sentences
      .filter((sentence) => sentence.length > 0)
      .flatMap((sentence, index) => (index === 0 ? sentence : [' ', ...sentence])),
  );
}

function headline(comparison: SentenceFields): Parts {
  const { n, verdict, undecidedBecause, margin } = comparison;
  if (undecidedBecause === 'not_final') return ongoing(comparison);
  if (n === 0) return nothingToCompare(comparison);
  const { label } = verdictLabels[verdict];
  const withinMargin = `within your margin of ${pointsText(margin)}`;
  switch (verdict) {
    case 'better':
    case 'worse': {
      const small = isWithinMargin(comparison)
        ? `, but by less than your margin of ${pointsText(margin)}`
        : '';
      return [`${label} on your task${small}: `, ...sides(comparison), ...spread(comparison), '.'];
    }
    case 'equivalent':
      return [
        `${label} on your task, ${withinMargin}: `,
        ...sides(comparison),
        ...spread(comparison),
        '.',
      ];
    case 'no_worse':
      return [
        `${label} on your task: `,
        ...sides(comparison),
        ...spread(comparison),
        `. A drop of ${pointsText(margin)} or more is ruled out, tested at 2.5 %; a gain is not shown.`,
      ];
    case 'undecided':
      return [`${label}: `, ...openParts(comparison)];
  }
}

/** Counts alone: a percentage of what came first would be a peek. */
function ongoing(comparison: SentenceFields): Parts {
  const { n } = comparison;
  if (n === 0) return ['Not finished yet: nothing is graded on both sides so far.'];
  return isCounted(comparison)
    ? ['Not finished yet: ', ...shortSides(comparison), ' so far.']
    : [`Not finished yet: ${countedText(n, 'prompt')} graded on both sides so far.`];
}

function nothingToCompare({ notComparable, ungraded, missing }: SentenceFields): Parts {
  const prompts = (count: number, one: string, many: string) =>
    `${countedText(count, 'prompt')} ${count === 1 ? one : many}`;
  if (notComparable > 0) {
    return [
      'Nothing to compare yet: ',
      figurePart(prompts(notComparable, 'was', 'were'), notComparable, ['not_comparable']),
      ' graded differently on the two sides. Regrade both runs to compare them.',
    ];
  }
  if (ungraded > missing) {
    return [
      'Nothing to compare: ',
      figurePart(prompts(ungraded, 'has', 'have'), ungraded, ['ungraded']),
      ' nothing to be graded by. Add expected answers, or vote blind.',
    ];
  }
  if (missing > 0) {
    return [
      'Nothing to compare: ',
      figurePart(prompts(missing, 'lacks', 'lack'), missing, ['missing']),
      ' a grade on at least one side. Rerun what failed.',
    ];
  }
  return [
    'Nothing to compare: the two runs have no prompt in common. Run the same suite on both models.',
  ];
}

function openParts(comparison: SentenceFields): Parts {
  const { n, missing, undecidedBecause } = comparison;
  const total = n + missing;
  // Also of few pairs: no further prompts would make up for the missing ones.
  if (missing > MAX_MISSING_SHARE * total) {
    return [
      figurePart(`${countText(missing)} of ${countedText(total, 'prompt')}`, missing, ['missing']),
      ` ${missing === 1 ? 'lacks' : 'lack'} a grade on at least one side, more than ${100 * MAX_MISSING_SHARE} %. The rest: `,
      ...shortSides(comparison),
      '.',
    ];
  }
  const shown = undecidedBecause === 'interval' ? spread(comparison) : [];
  return [...shortSides(comparison), ...shown, `; ${moreText(comparison)}.`];
}

function moreText({ n, undecidedBecause, promptsToDecide }: SentenceFields): string {
  if (promptsToDecide === null)
    return `it would take more than ${countText(MAX_PROMPTS_TO_DECIDE)} further prompts to decide`;
  // The fewest that there have to be, whatever they show.
  if (undecidedBecause === 'few_pairs' && n + promptsToDecide <= MIN_PAIRS)
    return `it takes at least ${MIN_PAIRS} prompts`;
  if (promptsToDecide < 10) return 'a few more prompts would decide';
  return `about ${aboutText(promptsToDecide)} more prompts would decide`;
}

/** `146 of 200 against 108`. */
function sides(comparison: SentenceFields): Parts {
  if (!isCounted(comparison)) return meanSides(comparison);
  const { n, gained, lost, bothRight } = comparison;
  const candidate = bothRight + gained;
  return [
    figurePart(`${countText(candidate)} of ${countText(n)}`, candidate, ['gained', 'both_right']),
    ' against ',
    figurePart(countText(bothRight + lost), bothRight + lost, ['lost', 'both_right']),
  ];
}

/** `6 against 7 of 9`. */
function shortSides(comparison: SentenceFields): Parts {
  if (!isCounted(comparison)) return meanSides(comparison);
  const { n, gained, lost, bothRight } = comparison;
  return [
    figurePart(countText(bothRight + gained), bothRight + gained, ['gained', 'both_right']),
    ' against ',
    figurePart(countText(bothRight + lost), bothRight + lost, ['lost', 'both_right']),
    ` of ${countText(n)}`,
  ];
}

function meanSides({ measure, n, candidate, baseline }: SentenceFields): Parts {
  const over = `over ${countedText(n, 'prompt')}`;
  if (measure === 'score') {
    const [one, other] = scoresText(candidate.meanScore ?? 0, baseline.meanScore ?? 0);
    return [`a mean score of ${one} against ${other} ${over}`];
  }
  const [one, other] = percentagesText(candidate.accuracy ?? 0, baseline.accuracy ?? 0);
  return [`${one} right against ${other} ${over}`];
}

/** ` (+19 points, 95 % between +10 and +27)`. */
function spread({ difference, interval, margin, gained, lost }: SentenceFields): Parts {
  if (difference === null || !interval) return [];
  const { points, range } = differenceText(difference, interval, margin);
  return [' (', figurePart(points, gained + lost, ['lost', 'gained']), `, ${range})`];
}

/** From what is worst for the candidate to what is best: which way the missing pairs went can be told by it. */
const fromWorst: Verdict[] = ['worse', 'undecided', 'equivalent', 'no_worse', 'better'];

const worstCaseTexts = {
  better: 'it would be better',
  worse: 'it would be worse',
  equivalent: 'the two would be equivalent',
  no_worse: 'it would be no worse',
  undecided: 'nobody could tell',
} as const satisfies Record<Verdict, string>;

function worstCaseSentence({ missing, verdict, worstCase }: SentenceFields): Parts {
  if (worstCase === null || missing === 0) return [];
  const isAgainst = fromWorst.indexOf(worstCase) < fromWorst.indexOf(verdict);
  const prompts =
    missing === 1
      ? 'the missing prompt'
      : missing === 2
        ? 'both missing prompts'
        : `the ${countText(missing)} missing prompts`;
  return [
    'If ',
    figurePart(prompts, missing, ['missing']),
    `${missing > 2 ? ' all' : ''} went ${isAgainst ? 'against it' : 'its way'}, ${worstCaseTexts[worstCase]}.`,
  ];
}

/** A verdict on a part of what both were asked has to say so. */
function leftOutSentence({ n, notComparable, undecidedBecause }: SentenceFields): Parts {
  if (n === 0 || notComparable === 0 || undecidedBecause === 'not_final') return [];
  return [
    figurePart(countedText(notComparable, 'prompt'), notComparable, ['not_comparable']),
    ` ${notComparable === 1 ? 'was' : 'were'} graded differently on the two sides and ${notComparable === 1 ? 'is' : 'are'} left out.`,
  ];
}

/** What the pairs cannot tell: other categories, and small differences. */
function limitsSentence(comparison: SentenceFields): Parts {
  if (!isTested(comparison)) return [];
  const limits = [otherCategoriesText(comparison), invisibleText(comparison)].filter(
    (limit) => limit !== null,
  );
  const text = limits.join('; ');
  return text === '' ? [] : [`${text.charAt(0).toUpperCase()}${text.slice(1)}.`];
}

function otherCategoriesText(comparison: SentenceFields): string | null {
  if (!saysCategories(comparison)) return null;
  const { categories, verdict } = comparison;
  const others = categories.filter((category) => category.verdict === 'undecided').length;
  if (others === 0) return null;
  if (others === categories.length)
    return `no single category is distinguishable${verdict === 'undecided' ? ' either' : ''}`;
  return others === 1
    ? 'the other category is not distinguishable'
    : 'no other category is distinguishable';
}

function invisibleText(comparison: SentenceFields): string | null {
  const { smallestVisibleDifference: smallest, difference, verdict } = comparison;
  const isSeen = verdict === 'better' || verdict === 'worse';
  if (smallest === null) return isSeen ? null : 'this suite is too small to show any difference';
  // What was seen can be seen, whatever an approximation makes of it.
  if (isSeen && Math.abs(difference ?? 0) < smallest) return null;
  return `with this suite, differences under ${floorText(smallest)} cannot be seen`;
}

const calledAs = (verdict: 'better' | 'worse', { categories }: SentenceFields) =>
  categories.filter((category) => category.verdict === verdict);

/** A single category says what the whole says. */
const saysCategories = (comparison: SentenceFields) =>
  isTested(comparison) && comparison.categories.length > 1;

/** Whether the pairs are complete and enough to be judged. */
const isTested = ({ undecidedBecause }: SentenceFields) =>
  undecidedBecause === null || undecidedBecause === 'interval';

/** Whether each pair is plainly right or wrong on either side. */
const isCounted = ({ measure, n, candidate, baseline }: SentenceFields) =>
  measure === 'pass' && candidate.graded === n && baseline.graded === n;

const isWithinMargin = ({ interval, margin }: SentenceFields) =>
  interval !== null && interval[0] > -margin && interval[1] < margin;
