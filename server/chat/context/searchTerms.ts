/**
 * The words of a question by which results are searched, as `websearch_to_tsquery` takes them: any of
 * them will do. Words that every question about results has say nothing about which ones are meant;
 * PostgreSQL leaves out the stop words of English itself. Empty when nothing is left.
 */
export function searchTerms(question: string): string {
  const words = question.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  const telling = words.filter((word) => !everyQuestionHas.test(word));
  return [...new Set(telling)].slice(0, MAX_WORDS).join(' or ');
}

const MAX_WORDS = 24;

const everyQuestionHas =
  /^(answer|question|prompt|result|run|test|response|model|fail|failure|error|wrong|correct|right|slow|fast|quick|latenc|token|average|median|time|second|compare|differ|change|explain|summar|best|worst|most|least|long|short|percent|metric|figure|number)\w{0,4}$/;
