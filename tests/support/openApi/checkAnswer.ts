import { openApiDocument } from '../../../server/http/rest/openApi/document.ts';
import { type AnswerCheck, type Answered, createAnswerCheck } from './answerCheck.ts';

let check: AnswerCheck | undefined;

/** @throws Error where REST answered otherwise than its description says */
export function checkAnswer(answered: Answered): void {
  check ??= createAnswerCheck(openApiDocument());
  const problem = check(answered);
  if (problem) throw new Error(`Not as the description of REST says it: ${problem}`);
}
