import type { SimilarityGrader } from '../../../contract/graders.ts';
import type { Judgement } from '../../../contract/grades.ts';
import type { GradeInput } from '../gradeInput.ts';
import { notJudged } from '../judgements.ts';

/** Of each text; what is behind them is not compared. */
const MAX_TOKENS = 2_000;

/**
 * Scores how close an answer is to the expected wording, from 0 to 1, and passes it from `threshold` on. It
 * says nothing about whether the answer is true: “is safe” and “is not safe” are close.
 *
 * `rouge-l`: the F1 of the longest common subsequence of words (Lin 2004, “ROUGE: A Package for Automatic
 * Evaluation of Summaries”). `edit-distance`: 1 less Levenshtein's distance in words, as a part of the longer text.
 */
export function similarity({ answer, expected, grader }: GradeInput<SimilarityGrader>): Judgement {
  const wanted = tokensOf(grader.expected_answer ?? expected);
  if (wanted.length === 0) return notJudged('The expected answer has no words to compare with.');
  const given = tokensOf(answer);
  const [one, other] = numbered(given, wanted);
  const score = grader.method === 'rouge-l' ? rougeL(one, other) : editCloseness(one, other);
  const pass = score >= grader.threshold;
  const shown = `${Math.floor(score * 100)} % close in wording`;
  const bound = `${Math.round(grader.threshold * 100)} %`;
  return {
    score,
    pass,
    reason: pass ? `It is ${shown}.` : `It is ${shown}, less than ${bound}.`,
    span: null,
  };
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  for (const [token] of text.matchAll(tokenPattern)) {
    if (tokens.push(token.normalize('NFKC').toLowerCase()) === MAX_TOKENS) break;
  }
  return tokens;
}

/** Words and numbers; where a script writes no spaces, characters. */
const tokenPattern =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{N}\p{M}])+/gu;

/** Numbers in place of words, equal where the words are. */
function numbered(one: string[], other: string[]): [Int32Array, Int32Array] {
  const numbers = new Map<string, number>();
  const numberOf = (token: string) => {
    const known = numbers.get(token) ?? numbers.size;
    numbers.set(token, known);
    return known;
  };
  return [Int32Array.from(one, numberOf), Int32Array.from(other, numberOf)];
}

function rougeL(given: Int32Array, wanted: Int32Array): number {
  let previous = new Int32Array(wanted.length + 1);
  let row = new Int32Array(wanted.length + 1);
  for (const token of given) {
    for (let at = 1; at <= wanted.length; at += 1) {
      row[at] =
        token === wanted[at - 1]
          ? (previous[at - 1] as number) + 1
          : Math.max(previous[at] as number, row[at - 1] as number);
    }
    [previous, row] = [row, previous];
  }
  const common = previous[wanted.length] as number;
  return (2 * common) / (given.length + wanted.length);
}

function editCloseness(given: Int32Array, wanted: Int32Array): number {
  let previous = Int32Array.from({ length: wanted.length + 1 }, (_, at) => at);
  let row = new Int32Array(wanted.length + 1);
  for (const [index, token] of given.entries()) {
    row[0] = index + 1;
    for (let at = 1; at <= wanted.length; at += 1) {
      const replaced = (previous[at - 1] as number) + (token === wanted[at - 1] ? 0 : 1);
      row[at] = Math.min(replaced, (previous[at] as number) + 1, (row[at - 1] as number) + 1);
    }
    [previous, row] = [row, previous];
  }
  return 1 - (previous[wanted.length] as number) / Math.max(given.length, wanted.length);
}
