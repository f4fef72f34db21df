/** Fields of schemas as tables for people. */
import { type Html, html, withCode } from './html.ts';
import type { JsonSchema } from './wireSchemas.ts';

interface Field {
  name: string;
  schema: JsonSchema;
  isRequired: boolean;
}

/** Whether a reader has to know which fields are needed, or which may be missing. */
type Side = 'request' | 'answer';

/** What a schema is, in a line, and its fields where it has some of its own. */
export function schemaHtml(schema: JsonSchema, side: Side): Html {
  const options = optionsOf(schema);
  if (options.length > 1) {
    return html`<ul class="options">${options.map((option) => html`<li>${schemaHtml(option, side)}</li>`)}</ul>`;
  }
  const fields = fieldsOf(schema);
  if (fields.length === 0) return html`<p class="type">${typeHtml(schema)}</p>`;
  return html`${partsHtml(schema)}${fieldTable(fields, 'Field', side)}`;
}

export function fieldTable(fields: Field[], heading: string, side: Side): Html {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${heading}s"><table>
<thead><tr><th scope="col">${heading}</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead>
<tbody>${fields.map((field) => fieldRow(field, side))}</tbody>
</table></div>`;
}

function fieldRow({ name, schema, isRequired }: Field, side: Side): Html {
  const { description, default: usual } = schema;
  return html`<tr><th scope="row"><code>${name}</code>${side === 'request' && isRequired && html` <span class="required">required</span>`}${side === 'answer' && !isRequired && html` <span class="optional">optional</span>`}</th>
<td>${typeHtml(schema)}</td><td>${withCode(description ?? '')}${usual !== undefined && html` <span class="muted">Default <code>${JSON.stringify(usual)}</code></span>`}</td></tr>
`;
}

/** All fields of an object, those of objects within it by dots, of lists by brackets. */
function fieldsOf(schema: JsonSchema, prefix = ''): Field[] {
  const all = [schema, ...((schema.allOf as JsonSchema[] | undefined) ?? [])];
  return all.flatMap(({ properties = {}, required = [] }) =>
    Object.entries(properties).flatMap(([name, field]) => {
      const path = prefix + name;
      const [inner, suffix] = withoutLists(field);
      return [
        { name: path, schema: field, isRequired: required.includes(name) },
        ...fieldsOf(inner, `${path}${suffix}.`),
      ];
    }),
  );
}

/** What a list, or something that may be null, holds. */
function withoutLists(schema: JsonSchema, suffix = ''): [JsonSchema, string] {
  if (schema.items) return withoutLists(schema.items, `${suffix}[]`);
  const [only, ...others] = optionsOf(schema).filter((option) => option.type !== 'null');
  return only && others.length === 0 && only !== schema
    ? withoutLists(only, suffix)
    : [schema, suffix];
}

/** Named schemas that an object has the fields of. */
function partsHtml(schema: JsonSchema): Html[] {
  const parts = (schema.allOf as JsonSchema[] | undefined) ?? [];
  return parts
    .filter(({ $ref }) => $ref)
    .map((part) => html`<p>All of ${typeHtml(part)}, and:</p>`);
}

function typeHtml(schema: JsonSchema): Html {
  const { $ref, items, prefixItems, type } = schema;
  if ($ref) {
    const name = $ref.split('/').at(-1) ?? '';
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  if (Array.isArray(prefixItems)) {
    return html`[${joined((prefixItems as JsonSchema[]).map(typeHtml), ', ')}]`;
  }
  if (items) return html`list of ${typeHtml(items)}`;
  const options = optionsOf(schema);
  if (options.length > 1) return html`${joined(options.map(typeHtml), ' or ')}`;
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.enum) {
    return html`${joined(
      schema.enum.map((value) => html`<code>${JSON.stringify(value)}</code>`),
      ', ',
    )}`;
  }
  if (Array.isArray(type)) return html`${type.join(' or ')}`;
  if (type === 'object' && typeof schema.additionalProperties === 'object') {
    return html`object, each value ${typeHtml(schema.additionalProperties as JsonSchema)}`;
  }
  return html`${schema.format ?? type ?? 'any'}${boundsOf(schema)}`;
}

function optionsOf({ anyOf, oneOf }: JsonSchema): JsonSchema[] {
  return anyOf ?? (oneOf as JsonSchema[] | undefined) ?? [];
}

function boundsOf({ minimum, maximum, minLength, maxLength }: JsonSchema): string {
  const least = minimum ?? minLength;
  const most = maximum ?? maxLength;
  if (least === undefined && most === undefined) return '';
  const unit = maxLength === undefined && minLength === undefined ? '' : ' characters';
  if (most === undefined) return `, at least ${least}${unit}`;
  return least === undefined ? `, at most ${most}${unit}` : `, ${least} to ${most}${unit}`;
}

function joined(parts: Html[], between: string): Html[] {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [html`${between}`, part]));
}
