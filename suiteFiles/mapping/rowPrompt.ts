import type { ColumnMapping, MappedField } from '../../contract/suiteFiles.ts';
import type { PromptMessage } from '../../contract/suites.ts';
import { isObject } from '../isObject.ts';
import { RowProblem } from '../rowProblem.ts';
import type { FileRow } from '../rows/fileRows.ts';
import { readConversation, turnsIn, turnText } from './conversation.ts';

/** A prompt as `suitePromptInput` takes it, still to be checked. */
export type PromptCandidate = Partial<Record<string, unknown>>;

const optionalTexts = ['category', 'split', 'id'] as const;

/**
 * What a row asks for, by the meaning of its columns.
 * @throws RowProblem for what cannot be a prompt
 */
export function rowPrompt(
  row: FileRow,
  mapping: ColumnMapping,
  note: (message: string) => void,
): PromptCandidate {
  const value = (field: MappedField) => {
    const column = mapping[field];
    return column === undefined ? undefined : row.cell(column);
  };
  const { messages, answer } = askedBy(value, note);
  const expected = expectedText(value('expected_answer')) ?? answer;
  const grader = graderOf(value('grader'));
  const [only] = messages;
  const isAlone = messages.length === 1 && only?.role === 'user';
  const candidate: PromptCandidate = isAlone ? { prompt: only.content } : { messages };
  if (expected !== undefined && expected.trim() !== '') candidate.expected_answer = expected;
  if (grader !== undefined) candidate.grader = grader;
  for (const field of optionalTexts) {
    const text = scalarText(value(field), field);
    if (text.trim() !== '') candidate[field] = text;
  }
  return candidate;
}

function askedBy(value: (field: MappedField) => unknown, note: (message: string) => void) {
  const system = systemText(value('system'));
  const opening: PromptMessage[] =
    system.trim() === '' ? [] : [{ role: 'system', content: system }];
  const turns = turnsIn(value('messages')) ?? turnsIn(value('prompt'));
  if (turns) {
    const { messages, answer } = readConversation(turns, note);
    const hasOpening = messages[0]?.role === 'system' || opening.length === 0;
    if (messages.length === 0) throw new RowProblem('The conversation holds no message of a user.');
    return { messages: hasOpening ? messages : [...opening, ...messages], answer };
  }
  const text = scalarText(value('prompt'), 'prompt');
  const input = scalarText(value('input'), 'input');
  const content = input.trim() === '' ? text : `${text}\n\n${input}`;
  if (content.trim() === '') {
    const isList = value('messages') !== undefined && value('messages') !== '';
    throw new RowProblem(
      isList
        ? 'The messages are not understood. Each needs "role" and "content", or "from" and "value".'
        : 'The row has no prompt. Fill it in, or choose the column in which it stands.',
    );
  }
  return { messages: [...opening, { role: 'user' as const, content }], answer: undefined };
}

/** Gemini writes `{parts: [{text}]}`, Bedrock `[{text}]`. */
function systemText(value: unknown): string {
  if (isObject(value)) return turnText(value);
  if (Array.isArray(value) && value.some(isObject)) return turnText({ content: value });
  return scalarText(value, 'system prompt');
}

function expectedText(value: unknown): string | undefined {
  const last = (turnsIn(value) ?? turnsIn([value]))?.at(-1);
  if (isObject(last)) return turnText(last);
  // An answer that is a JSON value is expected as such.
  if (Array.isArray(value) || isObject(value)) return JSON.stringify(value);
  return value === undefined ? undefined : scalarText(value, 'expected answer');
}

function graderOf(value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if (text === '') return undefined;
  if (!text.startsWith('{')) return { name: text };
  try {
    return JSON.parse(text);
  } catch {
    throw new RowProblem('The grader is not valid JSON. Write it as {"name": "exact"}.');
  }
}

function scalarText(value: unknown, what: string): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'undefined':
      return '';
    case 'boolean':
      return String(value);
    case 'number':
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
        throw new RowProblem(`The ${what} is too large for a number. Put it in quotation marks.`);
      }
      return String(value);
  }
  if (value === null) return '';
  if (Array.isArray(value) && value.every((part) => typeof part === 'string')) {
    return value.join('\n');
  }
  throw new RowProblem(`The ${what} is not a text. Choose another column, or write it as a text.`);
}
