/**
 * The search terms of a question, joined by "or" for `websearch_to_tsquery`. Words that occur in any
 * question about results are left out, since they do not tell results apart; PostgreSQL leaves out the
 * stop words of English itself. Empty when no word is left.
 */
export function searchTerms(question: string): string {
  return specificWords(question).join(' or ');
}

/** Whether a search for these terms can find anything: not where all of them are stop words. */
export function canFindAnything(question: string): boolean {
  return specificWords(question).some((word) => !STOP_WORDS.has(word));
}

function specificWords(question: string): string[] {
  const words = question.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  const specific = words.filter((word) => !GENERIC_WORD.test(word));
  return [...new Set(specific)].slice(0, MAX_TERMS);
}

const MAX_TERMS = 24;

const GENERIC_WORD =
  /^(answer|question|prompt|result|run|test|response|model|fail|failure|error|wrong|correct|right|slow|fast|quick|latenc|token|average|median|time|second|compare|differ|change|explain|summar|best|worst|most|least|long|short|percent|metric|figure|number)\w{0,4}$/;

/** Those of PostgreSQL's list of at least three letters (`english.stop`, from the Snowball project). */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `our ours ourselves you your yours yourself yourselves him his himself she her hers herself its itself they
   them their theirs themselves what which who whom this that these those are was were been being have has had
   having does did doing the and but because until while for with about against between into through during
   before after above below from down out off over under again further then once here there when where why how
   all any both each few more most other some such nor not only own same than too very can will just don should
   now myself`.split(/\s+/),
);
