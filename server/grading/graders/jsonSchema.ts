import type { JsonSchemaGrader } from '../../../contract/graders.ts';
import type { Judgement } from '../../../contract/grades.ts';
import { type JsonKind, jsonIn } from '../answer/jsonIn.ts';
import type { GradeInput } from '../gradeInput.ts';
import { failed, notJudged, passed } from '../judgements.ts';
import { compileSchema, type SchemaCheck } from '../schemaCheck.ts';

/** Passes an answer whose JSON (`jsonIn`) fits the schema: draft 2020-12, or the older one that `$schema` names. */
export function jsonSchema({
  answer,
  grader: { schema },
}: GradeInput<JsonSchemaGrader>): Judgement {
  const found = jsonIn(answer, kindOf(schema));
  try {
    const check = checkOf(schema);
    if ('problem' in found) return failed(found.problem);
    const misfit = check(found.value);
    return misfit ? failed(misfit, found.span) : passed('It fits the schema.', found.span);
  } catch (error) {
    return notJudged(`The schema cannot be used: ${problemOf(error)}.`);
  }
}

function kindOf(schema: JsonSchemaGrader['schema']): JsonKind | undefined {
  const type = typeof schema === 'object' ? schema.type : undefined;
  return type === 'object' ? '{' : type === 'array' ? '[' : undefined;
}

/** The same schema comes with every answer of a run. */
let latest: { key: string; check: SchemaCheck } | null = null;

function checkOf(schema: JsonSchemaGrader['schema']): SchemaCheck {
  const key = JSON.stringify(schema);
  if (latest?.key !== key) latest = { key, check: compileSchema(schema) };
  return latest.check;
}

/** One that refers to itself for the same value never ends, which shows as a full stack. */
function problemOf(error: unknown): string {
  if (error instanceof RangeError) return 'it refers to itself without end';
  return (error as Error).message.replace(/\s+/g, ' ').slice(0, 200).replace(/\.$/, '');
}
