/** How inputs and outputs travel over tRPC: as superjson, of which inputs use little. */
import { TRPCError } from '@trpc/server';
import superjson, { type SuperJSONResult } from 'superjson';

/** What JSON has no word for and an input of ours may hold. */
const inputTypes = ['undefined', 'Date'];
/** Of the way to a value; superjson cuts it up at every dot. */
const MAX_PATH_CHARACTERS = 1_000;

/**
 * Superjson also makes numbers of a million digits, expressions, sets and links between values of what it is told:
 * seconds of work for a few megabytes, and nothing that any procedure takes.
 */
export const transformer = {
  input: {
    serialize: superjson.serialize,
    deserialize(input: SuperJSONResult) {
      const values = input?.meta?.values;
      if (!typesIn(values).every(isOfInputs)) {
        const message = `An input can hold JSON, and of other types ${inputTypes.join(' and ')}.`;
        throw new TRPCError({ code: 'BAD_REQUEST', message });
      }
      // Where one value stands twice it is there twice; superjson would link the two, at what cost it is told.
      return superjson.deserialize({ json: input?.json, ...(values && { meta: { values } }) });
    },
  },
  output: superjson,
};

/** The annotations in superjson's tree, which is made of lists and of records by path; null for a path too long. */
function typesIn(tree: unknown): unknown[] {
  if (Array.isArray(tree)) return tree.flatMap(typesIn);
  if (typeof tree === 'object' && tree !== null) {
    return Object.entries(tree).flatMap(([path, below]) =>
      path.length > MAX_PATH_CHARACTERS ? [null] : typesIn(below),
    );
  }
  return tree === undefined ? [] : [tree];
}

const isOfInputs = (type: unknown) => typeof type === 'string' && inputTypes.includes(type);
