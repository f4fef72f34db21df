/**
 * Where servers put the pieces of a message: its text, and the reasoning before it, in fields of their own or
 * as parts of its content. Another place is another line of a table here.
 */
import type { ReasoningPlace } from '../modelCall.ts';
import { isRecord } from './jsonShapes.ts';

type Fields = Record<string, unknown>;

/** Fields for reasoning, the first that says something counts: gateways send the same in several. */
const reasoningFields = [
  'reasoning_content',
  'reasoning',
  'reasoning_details',
  'reasoning_text',
  'thinking',
  'thinking_blocks',
  'thinking_content',
  'thought',
] as const satisfies ReasoningPlace[];

/** Types of parts of a content that are reasoning. Others with a text are the answer. */
const reasoningPartTypes = new Set([
  'thinking',
  'thinking_delta',
  'reasoning',
  'reasoning_text',
  'reasoning_content',
  'summary_text',
  'thought',
]);
/** Where the text of a part stands; it may be nested in another list of parts. */
const textFields = ['text', 'thinking', 'summary', 'reasoning', 'reasoning_content', 'content'];
/** Nobody nests deeper, except to exhaust whoever looks for a text. */
const MAX_DEPTH = 4;

export interface ReasoningPiece {
  text: string;
  place: ReasoningPlace;
}

/** The reasoning of a message or delta, in a field of its own or as parts of its content; perhaps empty. */
export function reasoningOf(message: Fields): ReasoningPiece {
  for (const place of reasoningFields) {
    const value = message[place];
    if (value === undefined || value === null) continue;
    const text = textOf(value, MAX_DEPTH);
    if (text !== '') return { text, place };
  }
  return { text: textOfParts(message.content, isReasoningPart), place: 'content' };
}

/** The text of a content, which is a text itself, a list of parts, or a number that nobody put in quotes. */
export function answerText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (typeof content === 'number') return String(content);
  return textOfParts(content, (part) => !isReasoningPart(part));
}

/** What a model that declined wrote into the field made for it, or into a part of its content. */
export function refusalText({ refusal, content }: Fields): string {
  if (typeof refusal === 'string') return refusal;
  return textOfParts(content, (part) => isRecord(part) && part.type === 'refusal', ['refusal']);
}

/** Whether a message or delta calls a tool, in the way of today or that of the first API. */
export function callsTool({ tool_calls: calls, function_call: call }: Fields): boolean {
  return (Array.isArray(calls) && calls.length > 0) || isRecord(call);
}

function textOfParts(
  content: unknown,
  isWanted: (part: unknown) => boolean,
  fields = textFields,
): string {
  if (typeof content !== 'object') return '';
  return partsOf(content)
    .filter(isWanted)
    .map((part) => textOf(part, MAX_DEPTH, fields))
    .join('');
}

function partsOf(content: unknown): unknown[] {
  return Array.isArray(content) ? content : isRecord(content) ? [content] : [];
}

function isReasoningPart(part: unknown): boolean {
  if (!isRecord(part)) return false;
  // Google marks them so.
  return part.thought === true || reasoningPartTypes.has(String(part.type));
}

function textOf(value: unknown, depth: number, fields = textFields): string {
  if (typeof value === 'string') return value;
  if (depth === 0 || typeof value !== 'object' || value === null) return '';
  if (Array.isArray(value)) return value.map((item) => textOf(item, depth - 1, fields)).join('');
  for (const field of fields) {
    const text = textOf((value as Fields)[field], depth - 1, fields);
    if (text !== '') return text;
  }
  return '';
}
