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
  'thinking',
  'thinking_blocks',
] as const satisfies ReasoningPlace[];

/** Types of parts of a content that are reasoning. Others with a text are the answer. */
const reasoningPartTypes = new Set(['thinking', 'reasoning', 'thought']);
/** Where the text of a part stands; it may be nested in another list of parts. */
const textFields = ['text', 'thinking', 'summary', 'reasoning', 'content'];
/** Nobody nests deeper, except to exhaust whoever looks for a text. */
const MAX_DEPTH = 4;

export interface ReasoningPiece {
  text: string;
  place: ReasoningPlace;
}

/** The reasoning that a message or delta has in a field of its own; null where it has none. */
export function reasoningIn(message: Fields): ReasoningPiece | null {
  for (const place of reasoningFields) {
    const value = message[place];
    if (value === undefined || value === null) continue;
    const text = textOf(value, MAX_DEPTH);
    if (text !== '') return { text, place };
  }
  return null;
}

/** The text of a content, which is a text itself or a list of parts; reasoning among them is left out. */
export function answerText(content: unknown): string {
  if (typeof content === 'string') return content;
  return partsOf(content)
    .filter((part) => !isReasoningPart(part))
    .map((part) => textOf(part, MAX_DEPTH))
    .join('');
}

/** The reasoning among the parts of a content. */
export function reasoningPartsText(content: unknown): string {
  if (typeof content === 'string') return '';
  return partsOf(content)
    .filter(isReasoningPart)
    .map((part) => textOf(part, MAX_DEPTH))
    .join('');
}

function partsOf(content: unknown): unknown[] {
  return Array.isArray(content) ? content : isRecord(content) ? [content] : [];
}

function isReasoningPart(part: unknown): boolean {
  return isRecord(part) && typeof part.type === 'string' && reasoningPartTypes.has(part.type);
}

function textOf(value: unknown, depth: number): string {
  if (typeof value === 'string') return value;
  if (depth === 0 || typeof value !== 'object' || value === null) return '';
  if (Array.isArray(value)) return value.map((item) => textOf(item, depth - 1)).join('');
  for (const field of textFields) {
    const text = textOf((value as Fields)[field], depth - 1);
    if (text !== '') return text;
  }
  return '';
}
