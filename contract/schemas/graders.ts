import { z } from 'zod';
import {
  answerPlaces,
  type GraderSpec,
  graderNames,
  jsonModes,
  lengthUnits,
  MAX_CHOICE_OPTIONS,
  MAX_GRADER_DEPTH,
  MAX_GRADER_LENGTH,
  MAX_GRADER_PARTS,
  MAX_GRADER_TEXT_LENGTH,
  MAX_LENGTH_BOUND,
  MAX_PATTERN_LENGTH,
  MAX_SCHEMA_DEPTH,
  MAX_SCHEMA_LENGTH,
  numberPicks,
  refusalExpectations,
  similarityMethods,
} from '../graders.ts';
import { jsonSizeProblem } from './jsonSize.ts';
import type { NamedSchema } from './namedSchema.ts';
import { pgText } from './pgText.ts';

const MAX_EXPECTED_LENGTH = 32_000;

const place = {
  where: oneOf(answerPlaces).optional(),
  label: filled(MAX_GRADER_TEXT_LENGTH).optional(),
  ignore_echo: flag().optional(),
};
const expected = { expected_answer: filled(MAX_EXPECTED_LENGTH).optional() };

/** Those that hold no other grader. */
const simple = [
  z.strictObject({
    name: z.literal('contains'),
    ...expected,
    ...place,
    ordered: flag().optional(),
  }),
  z.strictObject({
    name: z.literal('exact'),
    ...expected,
    ...place,
    case_sensitive: flag().optional(),
  }),
  z.strictObject({
    name: z.literal('numeric'),
    ...expected,
    ...place,
    tolerance: numberFrom(0, Number.MAX_VALUE, 'must not be negative').optional(),
    relative_tolerance: share().optional(),
    unit: filled(MAX_GRADER_TEXT_LENGTH).optional(),
    pick: oneOf(numberPicks).optional(),
  }),
  z.strictObject({
    name: z.literal('choice'),
    ...expected,
    ...place,
    options: z
      .array(filled(MAX_GRADER_TEXT_LENGTH), { error: 'must be a list of texts' })
      .min(2, 'must name at least two options')
      .max(MAX_CHOICE_OPTIONS, `must name at most ${MAX_CHOICE_OPTIONS} options`)
      .optional(),
  }),
  z.strictObject({
    name: z.literal('regex'),
    pattern: pgText()
      .min(1, 'must not be empty')
      .max(MAX_PATTERN_LENGTH, `is longer than ${told(MAX_PATTERN_LENGTH)} characters`),
    flags: z
      .string({ error: 'must be a string' })
      .regex(/^(?!.*(.).*\1)[ims]{0,3}$/, 'can hold i, m and s, each once')
      .optional(),
    ...place,
  }),
  z.strictObject({ name: z.literal('json'), ...expected, mode: oneOf(jsonModes).optional() }),
  z.strictObject({ name: z.literal('json-schema'), schema: jsonSchema() }),
  z.strictObject({
    name: z.literal('similarity'),
    ...expected,
    method: oneOf(similarityMethods),
    threshold: share(),
  }),
  z.strictObject({ name: z.literal('refusal'), expect: oneOf(refusalExpectations).optional() }),
  z
    .strictObject({
      name: z.literal('length'),
      unit: oneOf(lengthUnits),
      min: lengthBound().optional(),
      max: lengthBound().optional(),
    })
    .superRefine(({ min, max }, context) => {
      const refuse = (message: string) =>
        context.addIssue({ code: 'custom', path: ['max'], message });
      if (min === undefined && max === undefined) refuse('is required, or min in its place');
      if (min !== undefined && max !== undefined && min > max) refuse('must not be less than min');
    }),
] as const;

const innermost: z.ZodType<GraderSpec> = z.discriminatedUnion('name', [...simple], {
  error: ({ input }) =>
    isCombined(input)
      ? `cannot hold graders here; they nest at most ${MAX_GRADER_DEPTH} deep`
      : nameProblem(),
});

let level = innermost;
for (let depth = 1; depth < MAX_GRADER_DEPTH; depth += 1) level = combined(level);

const shape = level.superRefine((spec, context) => {
  const refuse = (message: string) => context.addIssue({ code: 'custom', message });
  if (partsOf(spec) > MAX_GRADER_PARTS) {
    return refuse(`must hold at most ${MAX_GRADER_PARTS} graders, those within others counted`);
  }
  const bounds = {
    maxLength: MAX_GRADER_LENGTH,
    maxDepth: MAX_SCHEMA_DEPTH + 4 * MAX_GRADER_DEPTH,
  };
  const problem = jsonSizeProblem(spec, bounds);
  if (problem) refuse(problem);
});

/** A grader as somebody asks for it. Whether its pattern or schema compiles is told by `graderProblem`. */
export const graderSpecInput: NamedSchema<GraderSpec, typeof shape> = shape;

/** A grader as it is told. */
export const graderSpecOutput = z.custom<GraderSpec>();

/** Those that hold no other, and those that hold graders of the level below. No schema refers to itself, so none can be made to recurse. */
function combined(below: z.ZodType<GraderSpec>): z.ZodType<GraderSpec> {
  const graders = z
    .array(below, { error: 'must be a list of graders' })
    .min(1, 'must hold at least one grader')
    .max(MAX_GRADER_PARTS, `must hold at most ${MAX_GRADER_PARTS} graders`);
  return z.discriminatedUnion(
    'name',
    [
      ...simple,
      z.strictObject({ name: z.literal('all'), graders }),
      z.strictObject({ name: z.literal('any'), graders }),
      z.strictObject({ name: z.literal('not'), grader: below }),
    ],
    { error: nameProblem },
  );
}

function partsOf(spec: GraderSpec): number {
  if (spec.name === 'not') return partsOf(spec.grader);
  if (spec.name !== 'all' && spec.name !== 'any') return 1;
  return spec.graders.reduce((sum, part) => sum + partsOf(part), 0);
}

function nameProblem(): string {
  return `must be a grader with one of these names: ${graderNames.join(', ')}`;
}

function isCombined(input: unknown): boolean {
  const name = (input as { name?: unknown } | null)?.name;
  return name === 'all' || name === 'any' || name === 'not';
}

function oneOf<const Names extends readonly string[]>(names: Names) {
  return z.enum(names, { error: `must be one of ${names.join(', ')}` });
}

function flag() {
  return z.boolean({ error: 'must be true or false' });
}

function filled(most: number) {
  return pgText()
    .trim()
    .min(1, 'must not be empty')
    .max(most, `is longer than ${told(most)} characters`);
}

function numberFrom(least: number, most: number, problem: string) {
  return z.number({ error: 'must be a number' }).min(least, problem).max(most, problem);
}

function share() {
  return numberFrom(0, 1, 'must be between 0 and 1');
}

function lengthBound() {
  const problem = `must be a whole number up to ${told(MAX_LENGTH_BOUND)}`;
  return z.int({ error: problem }).min(0, problem).max(MAX_LENGTH_BOUND, problem);
}

function jsonSchema() {
  return z
    .custom<boolean | Record<string, unknown>>(
      (value) =>
        typeof value === 'boolean' ||
        (typeof value === 'object' && value !== null && !Array.isArray(value)),
      'must be a JSON Schema: an object, true or false',
    )
    .superRefine((schema, context) => {
      const bounds = { maxLength: MAX_SCHEMA_LENGTH, maxDepth: MAX_SCHEMA_DEPTH };
      const message = jsonSizeProblem(schema, bounds);
      if (message) context.addIssue({ code: 'custom', message });
    });
}

function told(number: number): string {
  return number.toLocaleString('en-US');
}
