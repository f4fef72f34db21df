import type { PromptMessage } from '../../contract/suites.ts';
import { isObject } from '../isObject.ts';
import { RowProblem } from '../rowProblem.ts';

/** A conversation of a file: what is sent, and what the last turn of the assistant answered to it. */
export interface Conversation {
  messages: PromptMessage[];
  answer: string | undefined;
}

const roles = new Map<string, PromptMessage['role'] | 'tool'>([
  ['system', 'system'],
  ['developer', 'system'],
  ['user', 'user'],
  ['human', 'user'],
  ['prompter', 'user'],
  ['assistant', 'assistant'],
  ['gpt', 'assistant'],
  ['chatgpt', 'assistant'],
  ['bot', 'assistant'],
  ['chatbot', 'assistant'],
  ['model', 'assistant'],
  ['ai', 'assistant'],
  ['tool', 'tool'],
  ['function', 'tool'],
  ['function_call', 'tool'],
  ['observation', 'tool'],
]);

/**
 * Messages as OpenAI has them (`role`, `content`) or as ShareGPT has them (`from`, `value`), as values or as JSON text;
 * null for anything else.
 */
export function turnsIn(value: unknown): unknown[] | null {
  const list = typeof value === 'string' && /^\s*\[\s*\{/.test(value) ? parsedList(value) : value;
  if (!Array.isArray(list) || list.length === 0) return null;
  return list.every((turn) => isObject(turn) && ('role' in turn || 'from' in turn)) ? list : null;
}

/**
 * Splits off the last turn if it is the assistant's; what came before stays history. Calls of tools and what tools
 * returned are passed over, as are empty messages.
 * @throws RowProblem for a role or a content that cannot be sent
 */
export function readConversation(turns: unknown[], note: (message: string) => void): Conversation {
  const messages = turns.flatMap((turn) => toMessage(turn as Record<string, unknown>, note));
  const last = messages.at(-1);
  if (last?.role !== 'assistant') return { messages, answer: undefined };
  return { messages: messages.slice(0, -1), answer: last.content };
}

/** What a turn says, whatever others call it: OpenAI, ShareGPT, Gemini, Open Assistant. */
export function turnText(turn: Record<string, unknown>): string {
  return contentText(turn.content ?? turn.value ?? turn.parts ?? turn.text);
}

/** Text of a content: a text, or parts of which all are texts. */
function contentText(content: unknown): string {
  if (content === null || content === undefined) return '';
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) throw new RowProblem('The content of a message must be a text.');
  return content.map(partText).join('');
}

function toMessage(
  turn: Record<string, unknown>,
  note: (message: string) => void,
): PromptMessage[] {
  const named = String(turn.role ?? turn.from);
  const role = roles.get(named.toLowerCase());
  if (!role) {
    throw new RowProblem(
      `There is no role “${named.slice(0, 40)}”. Use system, user or assistant.`,
    );
  }
  // What is said beside a call comes before the answer; it is none itself.
  const calls = Array.isArray(turn.tool_calls) ? turn.tool_calls.length > 0 : turn.tool_calls;
  if (calls || turn.function_call || role === 'tool') {
    note('Calls of tools and what tools returned are left out of conversations');
    return [];
  }
  const content = turnText(turn);
  return content.trim() === '' ? [] : [{ role, content }];
}

function partText(part: unknown): string {
  if (typeof part === 'string') return part;
  if (isObject(part) && typeof part.text === 'string') return part.text;
  const type = isObject(part) ? String(part.type).slice(0, 40) : typeof part;
  const what = /image/.test(type) ? 'an image' : /audio/.test(type) ? 'audio' : `a part “${type}”`;
  throw new RowProblem(`A message holds ${what}; only texts are sent, so the row is left out.`);
}

function parsedList(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
