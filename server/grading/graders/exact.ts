import type { ExactGrader } from '../../../contract/graders.ts';
import type { Judgement } from '../../../contract/grades.ts';
import { absenceOf, passageOf, placedIn } from '../answer/passage.ts';
import { foundIn, quoted } from '../answer/quote.ts';
import type { GradeInput } from '../gradeInput.ts';
import { failed, passed } from '../judgements.ts';

/**
 * Passes an answer that is the expected text, or one of the alternatives (` | `), and nothing else. With `where:
 * 'anywhere'` one line of it must be. Blanks, how often and around the whole, do not count, nor case unless `case_sensitive`,
 * nor quotation marks, formatting and a full stop around the whole; everything within it does.
 */
export function exact(input: GradeInput<ExactGrader>): Judgement {
  const { grader, answer } = input;
  const passage = passageOf(input);
  if (!passage) return failed(absenceOf(grader));
  const expected = grader.expected_answer ?? input.expected;
  const wanted = new Set(
    [expected, ...expected.split(' | ')].map((text) => comparable(text, grader)),
  );
  const longest = MOST_AROUND + 4 * Math.max(...Array.from(wanted, (text) => text.length));
  for (const { text, start } of grader.where === 'anywhere'
    ? linesOf(passage.text)
    : [whole(passage.text)]) {
    const bare = text.trim();
    if (bare.length > longest || !wanted.has(comparable(bare, grader))) continue;
    const from = start + text.indexOf(bare);
    const span = placedIn(passage, { start: from, end: from + bare.length });
    return passed(foundIn(quoted(bare), answer, span), span);
  }
  return failed(`${quoted(passage.text.trim())} is not ${quoted(expected)}.`);
}

/** Of what may stand around an expected text and does not count. */
const MOST_AROUND = 1_000;

function comparable(text: string, { case_sensitive: isCaseSensitive }: ExactGrader): string {
  const spaced = text.normalize('NFKC').replace(/\s+/g, ' ').trim();
  const fenced = /^```\w*\s(.*)```$/s.exec(spaced)?.[1] ?? spaced;
  let bare = fenced.trim();
  for (let last = ''; last !== bare; ) {
    last = bare;
    for (const [open, close] of around) {
      if (
        bare.length > open.length + close.length &&
        bare.startsWith(open) &&
        bare.endsWith(close)
      ) {
        bare = bare.slice(open.length, -close.length).trim();
      }
    }
    if (/[^.]\.$/.test(bare)) bare = bare.slice(0, -1).trim();
  }
  const straight = bare.replace(/[“”„]/g, '"').replace(/[‘’]/g, "'");
  return isCaseSensitive ? straight : straight.toLowerCase();
}

const around = [
  ['**', '**'],
  ['*', '*'],
  ['__', '__'],
  ['`', '`'],
  ['"', '"'],
  ["'", "'"],
  ['“', '”'],
  ['„', '“'],
  ['«', '»'],
  ['‘', '’'],
] as const;

function whole(text: string): { text: string; start: number } {
  return { text, start: 0 };
}

function* linesOf(text: string): Generator<{ text: string; start: number }> {
  for (let start = 0; start <= text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    yield { text: text.slice(start, end), start };
    start = end + 1;
  }
}
