/** Which of the models that a server lists another one was made from. */
import { isRecord } from './jsonShapes.ts';

/**
 * For each model the id of the listed one from which it was made, as the server tells it; null where it tells
 * nothing, or names one that it does not list and that could not be asked for.
 * @param rows what the server says of each model, by the id under which it can be asked for
 */
export function baseModels(rows: ReadonlyMap<string, unknown>): Map<string, string | null> {
  const namesOfRows = [...rows].map(([id, row]) => ({ id, fields: fieldsOf(row) }));
  // Lists are thousands of rows long, so that they are not searched for each.
  const indexes = listedNames.map((nameOf) =>
    Map.groupBy(namesOfRows, ({ id, fields }) => nameOf(id, fields)),
  );
  return new Map(
    namesOfRows.map(({ id, fields }) => {
      const named = baseNames.map((nameIn) => nameIn(fields, id)).find(isName);
      const found = named
        ? listedNames
            .map((nameOf, at) => indexes[at]?.get(nameOf(named.trim(), { root: named.trim() })))
            .map((meant) => meant?.find((other) => other.id !== id))
            .find((other) => other !== undefined)
        : undefined;
      return [id, found?.id ?? null];
    }),
  );
}

type Fields = Record<string, unknown>;

/** Where servers name the base of a model. Most list nothing of the kind; then a person chooses. */
const baseNames: ((row: Fields, id: string) => unknown)[] = [
  // vLLM and SGLang, of a LoRA.
  ({ parent }) => parent,
  // Ollama; empty for what was not made from another model.
  ({ details }) => fieldsOf(details).parent_model,
  // Gateways, and llama-swap, which hands on what its configuration says of a model.
  ({ base_model }) => base_model,
  ({ meta }) => fieldsOf(fieldsOf(meta).llamaswap).base_model,
  // Fireworks.
  ({ peftDetails }) => fieldsOf(peftDetails).baseModel,
  // Mistral. Of others, `root` is where the weights are.
  ({ type, root }) => (type === 'fine-tuned' ? root : undefined),
  // OpenAI, and those who took over its names: `ft:gpt-4o-mini-2024-07-18:my-org::7p4lURel`.
  (_row, id) => /^ft:([^:]+):/.exec(id)?.[1],
];

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== '';

/** By which names a listed model may be meant, the surest first. */
const listedNames: ((id: string, row: Fields) => unknown)[] = [
  (id) => id,
  // vLLM may serve `meta-llama/Llama-3.1-8B` under a name of its own, and tells the source as `root`.
  (_id, { root }) => root,
  (id) => spelling(id),
];

/** Without folder or organisation, Ollama's default tag, and case. */
function spelling(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  return last.replace(/:latest$/, '').toLowerCase();
}

function fieldsOf(value: unknown): Fields {
  return isRecord(value) ? value : {};
}
