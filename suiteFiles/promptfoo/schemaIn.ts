import { parse } from 'yaml';
import { MAX_YAML_ALIASES } from '../bounds.ts';
import { isObject } from '../isObject.ts';
import { RowProblem } from '../rowProblem.ts';

/**
 * A JSON Schema that stands in an assertion, as a value or as YAML or JSON text; undefined where there is none.
 * @throws RowProblem for anything else
 */
export function schemaIn(value: unknown): Record<string, unknown> | undefined {
  if (value === undefined || value === null) return undefined;
  const schema = typeof value === 'string' ? parsed(value) : value;
  if (!isObject(schema)) throw new RowProblem('its value is not a JSON Schema');
  return schema;
}

function parsed(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: MAX_YAML_ALIASES, logLevel: 'silent' });
  } catch {
    return undefined;
  }
}
