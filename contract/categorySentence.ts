import type { ComparedCategory } from './runComparison.ts';
import { figurePart, type SentencePart } from './sentencePart.ts';
import { countedText, countText, loneDifferenceText } from './verdictFigures.ts';

/** Most categories that are named on either side. */
const MAX_NAMED = 3;

/**
 * `Worse at JSON: 14 of 30 against 26 (13 broke, 1 mended).`: the categories that are called better, or worse. Empty where
 * none is.
 * @param isCounted whether each pair is plainly right or wrong on either side
 */
export function categorySentence(
  called: ComparedCategory[],
  how: 'Better' | 'Worse',
  isCounted: boolean,
  margin: number,
): (SentencePart | string)[] {
  const [only, another] = called;
  if (!only) return [];
  if (!another) {
    const sides = isCounted
      ? [...sidesOf(only), ' (', ...changesOf(only, how), ')']
      : [differenceOf(only, margin), ` over ${countedText(only.n, 'prompt')}`];
    return [`${how} at ${nameOf(only)}: `, ...sides, '.'];
  }
  const named = called.slice(0, MAX_NAMED);
  const more = called.length - named.length;
  const listed = named.flatMap((category, index) => {
    const isLast = index === named.length - 1 && more === 0;
    const before = index === 0 ? '' : isLast ? ' and ' : ', ';
    const sides = isCounted ? sidesOf(category) : [differenceOf(category, margin)];
    return [`${before}${nameOf(category)} (`, ...sides, ')'];
  });
  return [`${how} at `, ...listed, more > 0 ? ` and ${countText(more)} more.` : '.'];
}

/** In one line: a sentence is no place for its breaks. */
const nameOf = ({ category }: ComparedCategory) => category.replace(/\s+/g, ' ');

function sidesOf({ category, n, gained, lost, bothRight }: ComparedCategory) {
  const candidate = bothRight + gained;
  const baseline = bothRight + lost;
  return [
    figurePart(
      `${countText(candidate)} of ${countText(n)}`,
      candidate,
      ['gained', 'both_right'],
      category,
    ),
    ' against ',
    figurePart(countText(baseline), baseline, ['lost', 'both_right'], category),
  ];
}

/** What speaks for the call comes first. */
function changesOf({ category, gained, lost }: ComparedCategory, how: 'Better' | 'Worse') {
  const broke = figurePart(`${countText(lost)} broke`, lost, ['lost'], category);
  const mended = figurePart(`${countText(gained)} mended`, gained, ['gained'], category);
  const changes = (how === 'Worse' ? [broke, mended] : [mended, broke]).filter(
    (change) => change.pairs,
  );
  return changes.flatMap((change, index) => (index === 0 ? [change] : [', ', change]));
}

function differenceOf({ category, difference, gained, lost }: ComparedCategory, margin: number) {
  const text = loneDifferenceText(difference ?? 0, margin);
  return figurePart(text, gained + lost, ['lost', 'gained'], category);
}
