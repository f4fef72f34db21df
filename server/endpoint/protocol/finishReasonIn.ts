/** Where servers put the word with which an answer ends, and which of several counts. */
import { finishMeaning } from '../../../contract/finishReasons.ts';
import { nameIn } from './cleanText.ts';
import { isRecord } from './jsonShapes.ts';

type Fields = Record<string, unknown>;

const names = ['finish_reason', 'finishReason', 'stop_reason', 'done_reason'];

/**
 * The word that ends an answer: of its choice, or in another place where that has none. Words that say that
 * it goes on (`null`, `not_finished`) are none.
 */
export function finishReasonIn(choice: Fields, payload: Fields): string | undefined {
  const usual = wordIn(choice.finish_reason);
  if (usual !== undefined || choice.finish_reason === null) return usual;
  for (const place of [choice, choice.delta, choice.message, payload]) {
    for (const name of names) {
      const word = isRecord(place) ? wordIn(place[name]) : undefined;
      if (word !== undefined) return word;
    }
  }
  return undefined;
}

/** Whether a later word counts: a proxy may add its own `stop` behind the word that tells what happened. */
export function mayReplace(earlier: string | null, later: string): boolean {
  if (earlier === null) return true;
  return finishMeaning(earlier) === 'whole' || finishMeaning(later) !== 'whole';
}

/** A word, also as `{type: 'stop'}`. */
function wordIn(value: unknown): string | undefined {
  const word = nameIn(isRecord(value) ? value.type : value);
  return word !== undefined && finishMeaning(word) === 'open' ? undefined : word;
}
