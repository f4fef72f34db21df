import type { ReceivedChatBody } from './callLog.ts';
import type { AnswerOptions } from './scripts.ts';

/** The fake's tokens are words with the space before them; joined they give the text again. */
export function toTokens(text: string): string[] {
  return text.match(/\s*\S+|\s+$/g) ?? [];
}

/** Counts as OpenAI reports them, in the fake's tokens. */
export function countUsage(
  body: ReceivedChatBody | undefined,
  answer: { textTokens: number; reasoningTokens: number },
  contextTokens = Infinity,
): Record<string, unknown> {
  const sent = (body?.messages ?? []).map((message) => toTokens(textOf(message.content)).length);
  const promptTokens = Math.min(
    contextTokens,
    sent.reduce((sum, tokens) => sum + tokens, 0),
  );
  const completionTokens = answer.textTokens + answer.reasoningTokens;
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    completion_tokens_details: { reasoning_tokens: answer.reasoningTokens },
  };
}

export const ZERO_USAGE = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };

/** The text of a message's content, which is a string or a list of parts. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: { text?: unknown }) => String(part?.text ?? '')).join('');
}

export function lastUserPrompt(body: ReceivedChatBody | undefined): string {
  const messages = Array.isArray(body?.messages) ? body.messages : [];
  return textOf(messages.findLast((message) => message?.role === 'user')?.content);
}

/** The end of the text that fits: some servers cut a long prompt from its start, silently. */
export function cutToContext(text: string, contextTokens = Infinity): string {
  const tokens = toTokens(text);
  return tokens.length <= contextTokens ? text : tokens.slice(-contextTokens).join('').trimStart();
}

export function tokenLimit(
  body: ReceivedChatBody | undefined,
  { obeyMaxTokens }: AnswerOptions,
): number {
  if (!obeyMaxTokens) return Infinity;
  return body?.max_completion_tokens ?? body?.max_tokens ?? Infinity;
}
