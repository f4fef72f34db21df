import type { FormProblem } from '../../lib/formProblem.ts';
import { steps } from '../../lib/steps.ts';

/** The two runs that a question is about. */
export interface ComparedRunIds {
  candidate: string;
  baseline: string;
}

/** What a form of the chat asks for. The page's script reads it, or the server without one. */
export type ChatCommand =
  | {
      intent: 'ask';
      content: string;
      discuss?: string;
      compare?: ComparedRunIds;
      idempotencyKey?: string;
    }
  | { intent: 'edit'; messageId: string; content: string }
  | { intent: 'regenerate'; messageId: string }
  | { intent: 'stop'; messageId: string }
  | { intent: 'new' };

/** A request that was not carried out, and why. */
export interface RefusedCommand {
  command: ChatCommand;
  problem: FormProblem;
}

/** What each form calls the text that it sends. */
export const chatFieldLabels = { content: 'Your question' };

/** Anything that is none of the forms reads as a question, which is refused if it is empty. */
export function readChatForm(form: FormData): ChatCommand {
  const text = (name: string) => String(form.get(name) ?? '');
  const messageId = text('messageId');
  switch (form.get('intent')) {
    case 'edit':
      return { intent: 'edit', messageId, content: text('content') };
    case 'regenerate':
      return { intent: 'regenerate', messageId };
    case 'stop':
      return { intent: 'stop', messageId };
    case 'new':
      return { intent: 'new' };
    default: {
      const discuss = text('discuss') || undefined;
      const idempotencyKey = text('idempotencyKey') || undefined;
      const [candidate, baseline] = [text('candidate'), text('baseline')];
      const compare = candidate && baseline ? { candidate, baseline } : undefined;
      return { intent: 'ask', content: text('content'), discuss, compare, idempotencyKey };
    }
  }
}

/** The two runs that an address of the chat names. */
export function comparedIdsIn(query: URLSearchParams): ComparedRunIds | null {
  const [candidate, baseline] = [query.get('candidate'), query.get('baseline')];
  return candidate && baseline ? { candidate, baseline } : null;
}

/** The chat about these two runs, or about the newest. */
export function chatPath(compare: ComparedRunIds | null): string {
  return compare ? `${steps.chat.path}?${new URLSearchParams({ ...compare })}` : steps.chat.path;
}
