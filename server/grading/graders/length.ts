import type { LengthGrader } from '../../../contract/graders.ts';
import type { Judgement } from '../../../contract/grades.ts';
import type { GradeInput } from '../gradeInput.ts';
import { failed, passed } from '../judgements.ts';

/**
 * Passes an answer of at least `min` and at most `max` words, sentences or characters. Words and sentences are those of
 * `Intl.Segmenter`, so that texts without blanks are counted, too; Markdown's signs are no words. Characters are what a reader
 * takes for one, and all count but the white space around the whole.
 */
export function length({
  answer,
  grader: { unit, min, max },
}: GradeInput<LengthGrader>): Judgement {
  const most = Math.max(min ?? 0, max ?? 0);
  const count = counters[unit](answer.trim(), most);
  // Beyond the bounds it is not counted to the end.
  const told = count > most ? `more than ${inUnits(most, unit)}` : inUnits(count, unit);
  if (min !== undefined && count < min)
    return failed(`It has ${told}; asked for at least ${shown(min)}.`);
  if (max !== undefined && count > max)
    return failed(`It has ${told}; asked for at most ${shown(max)}.`);
  return passed(`It has ${told}.`);
}

const counters: Record<LengthGrader['unit'], (text: string, most: number) => number> = {
  words(text, most) {
    let count = 0;
    for (const { isWordLike } of words.segment(text)) {
      if (isWordLike) count += 1;
      if (count > most) break;
    }
    return count;
  },
  sentences(text, most) {
    let count = 0;
    for (const { segment } of sentences.segment(text)) {
      if (/[\p{L}\p{N}]/u.test(segment)) count += 1;
      if (count > most) break;
    }
    return count;
  },
  characters(text, most) {
    let count = 0;
    for (const _ of characters.segment(text)) {
      count += 1;
      if (count > most) break;
    }
    return count;
  },
};

const words = new Intl.Segmenter('en', { granularity: 'word' });
const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** `1 word`, `2 words` */
function inUnits(count: number, unit: LengthGrader['unit']): string {
  return `${shown(count)} ${count === 1 ? unit.slice(0, -1) : unit}`;
}

function shown(count: number): string {
  return count.toLocaleString('en-US');
}
