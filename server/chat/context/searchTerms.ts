/**
 * The search terms of a question, joined by "or" for `websearch_to_tsquery`. Words that occur in any
 * question about results are left out, since they do not tell results apart; PostgreSQL leaves out the
 * stop words of English itself. Empty when no word is left.
 */
export function searchTerms(question: string): string {
  const words = question.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  const specificWords = words.filter((word) => !GENERIC_WORD.test(word));
  return [...new Set(specificWords)].slice(0, MAX_TERMS).join(' or ');
}

const MAX_TERMS = 24;

const GENERIC_WORD =
  /^(answer|question|prompt|result|run|test|response|model|fail|failure|error|wrong|correct|right|slow|fast|quick|latenc|token|average|median|time|second|compare|differ|change|explain|summar|best|worst|most|least|long|short|percent|metric|figure|number)\w{0,4}$/;
