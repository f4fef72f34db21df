/** Inputs that are right but for one text, for every text that a procedure takes. */
import { z } from 'zod';
import type { ExistingValues, JsonSchema } from './inputsOf.ts';

export interface TextInput {
  /** Where the text stands: `prompts.0.category`. */
  field: string;
  input: unknown;
}

/** Deeper than any input of ours; a schema may refer to itself. */
const MAX_DEPTH = 6;

/** @param text what stands in the one field */
export function inputsWithText(
  schema: z.ZodType | undefined,
  text: string,
  existing: ExistingValues,
): TextInput[] {
  if (!schema) return [];
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  return withText(json, [], text, existing);
}

function withText(
  schema: JsonSchema,
  path: string[],
  text: string,
  existing: ExistingValues,
): TextInput[] {
  if (path.length > MAX_DEPTH) return [];
  if (schema.anyOf) return schema.anyOf.flatMap((each) => withText(each, path, text, existing));
  if (schema.type === 'object') {
    const rest = fittingValue(schema, '', existing) as Record<string, unknown>;
    return Object.entries(schema.properties ?? {}).flatMap(([name, field]) =>
      withText(field, [...path, name], text, existing).map(({ field: place, input }) => ({
        field: place,
        input: { ...rest, [name]: input },
      })),
    );
  }
  if (schema.type === 'array') {
    return withText(schema.items ?? {}, [...path, '0'], text, existing).map(({ field, input }) => ({
      field,
      input: [input],
    }));
  }
  const isText = schema.type === 'string' && !schema.enum && schema.const === undefined;
  return isText ? [{ field: path.join('.'), input: text }] : [];
}

/** The least that fits: what must be there, and nothing else. */
function fittingValue(schema: JsonSchema, name: string, existing: ExistingValues): unknown {
  const [variant] = schema.anyOf ?? [];
  if (variant) return fittingValue(variant, name, existing);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (name === 'endpointUrl') return existing.endpointUrls[0];
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((field) => [
          field,
          fittingValue(schema.properties?.[field] ?? {}, field, existing),
        ]),
      );
    case 'array':
      return [fittingValue(schema.items ?? {}, '', existing)];
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'string':
      if (schema.format === 'uuid') return existing.idOfField?.[name] ?? existing.ids[0];
      return 'some text';
    default:
      return null;
  }
}
