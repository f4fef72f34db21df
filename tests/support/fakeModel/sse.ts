import type { AnswerOptions } from './scripts.ts';

type EventFormat = Pick<AnswerOptions, 'newline' | 'dataSpace' | 'dataLines' | 'extraLines'>;

/** One server-sent event; `data` that is no string goes out as JSON. */
export function formatEvent(data: unknown, format: EventFormat = {}): string {
  const { newline = '\n', dataSpace = true, dataLines = false, extraLines = [] } = format;
  const text = typeof data === 'string' ? data : JSON.stringify(data, null, dataLines ? 1 : 0);
  const label = dataSpace ? 'data: ' : 'data:';
  const lines = [...extraLines, ...text.split('\n').map((line) => label + line)];
  return lines.join(newline) + newline + newline;
}

export function formatComment(comment: string, format: EventFormat = {}): string {
  const { newline = '\n' } = format;
  return `: ${comment}${newline}${newline}`;
}
