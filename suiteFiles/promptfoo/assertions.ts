import { MAX_GRADER_PARTS } from '../../contract/graders.ts';
import { graderSpecInput } from '../../contract/schemas/graders.ts';
import { isObject } from '../isObject.ts';
import { RowProblem } from '../rowProblem.ts';
import { type AskedGrader, graderFor } from './graderFor.ts';
import { filled, listOf, needsTemplating } from './templates.ts';

/** What the assertions of a test come to. */
export interface Assertions {
  expected_answer?: unknown;
  grader?: AskedGrader;
}

export interface AssertionContext {
  vars: Record<string, string>;
  /** Those of the test. */
  options: Record<string, unknown>;
  /** The part of the assertions that has to pass; all of them without it. */
  threshold: unknown;
}

/** The graders that say the same as the assertions, all of which must pass; the others are named to `leaveOut`. */
export function gradedBy(
  asserted: unknown[],
  { vars, options, threshold }: AssertionContext,
  leaveOut: (message: string) => void,
): Assertions {
  if (asserted.length === 0) return {};
  if (typeof options.transform === 'string') {
    leaveOut('Left out: assertions about a transformed answer');
    return {};
  }
  if (threshold !== undefined)
    leaveOut('Left out: “threshold” of a test; all of its graders must pass');
  const graders = asserted.flatMap((assertion) => gradersOf(assertion, vars, leaveOut));
  const expected = graders.map((grader) => grader.expected_answer).find(Boolean);
  const grader = allOf(
    graders.map((each) => withoutExpected(each, expected)),
    leaveOut,
  );
  return {
    ...(grader && { grader }),
    ...(expected !== undefined && { expected_answer: expected }),
  };
}

function gradersOf(
  assertion: unknown,
  vars: Record<string, string>,
  leaveOut: (message: string) => void,
): AskedGrader[] {
  if (!isObject(assertion)) return [];
  const type = String(assertion.type);
  if (type === 'assert-set' && assertion.threshold === undefined) {
    return listOf(assertion.assert).flatMap((each) => gradersOf(each, vars, leaveOut));
  }
  const omit = (why = '') => {
    leaveOut(`Left out: assertion “${type.slice(0, 60)}”${why}`);
    return [];
  };
  if (assertion.transform !== undefined) return omit(' about a transformed answer');
  if (assertion.weight === 0) return omit(' without weight');
  try {
    const grader = graderFor(type, filledValue(assertion.value, vars), assertion.threshold);
    if (!grader) return omit();
    const checked = graderSpecInput.safeParse(grader);
    return checked.success ? [grader] : omit(`: ${checked.error.issues[0]?.message}`);
  } catch (error) {
    if (error instanceof RowProblem) return omit(`: ${error.message.replace(/\.$/, '')}`);
    throw error;
  }
}

function filledValue(value: unknown, vars: Record<string, string>): unknown {
  if (typeof value === 'string') {
    if (/^(?:file|exec|package):\/\//.test(value))
      throw new RowProblem('its value is in another file');
    if (needsTemplating(value)) throw new RowProblem('its value is a template');
    return filled(value, vars);
  }
  return Array.isArray(value) ? value.map((each) => filledValue(each, vars)) : value;
}

/** One grader that asks for all of them, or for as many as one may hold. */
function allOf(
  graders: AskedGrader[],
  leaveOut: (message: string) => void,
): AskedGrader | undefined {
  if (graders.length <= 1) return graders[0];
  const all = { name: 'all', graders };
  if (graderSpecInput.safeParse(all).success) return all;
  leaveOut('Left out: assertions of a test beyond those that one grader can hold');
  return allOf(graders.slice(0, Math.min(MAX_GRADER_PARTS, graders.length - 1)), () => {});
}

/** The prompt says what is expected; a grader repeats it only where it expects something else. */
function withoutExpected(grader: AskedGrader, expected: unknown): AskedGrader {
  if (grader.expected_answer !== expected) return grader;
  const { expected_answer: _, ...rest } = grader;
  return rest as AskedGrader;
}
