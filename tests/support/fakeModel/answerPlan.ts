import type { FakeCall } from './callLog.ts';
import type { AnswerOptions, Chunk } from './scripts.ts';
import { countUsage, tokenLimit, toTokens } from './tokens.ts';

/** What an answer says and when, before it is known how it is written to the wire. */
export interface AnswerPlan {
  pieces: PlannedChunk[];
  /** Milliseconds after the request came in, as are the pieces' times. */
  endAt: number;
  content: string | null;
  reasoning: string;
  finishReason: string | null;
  usage: Record<string, unknown>;
}

/** Exactly one of `delta`, `data` and `comment` is set. */
interface PlannedChunk {
  at: number;
  delta?: unknown;
  data?: unknown;
  comment?: string;
  /** Every chunk with text counts as one token. */
  part: 'token' | 'other';
}

const DEFAULT_TEXT = 'The capital of France is Paris.';

export function planAnswer(
  call: FakeCall,
  answer: AnswerOptions,
  contextTokens?: number,
): AnswerPlan {
  const chunks = [...reasoningChunks(answer), ...textChunks(answer)];
  const limit = tokenLimit(call.body, answer);
  const kept = keepTokens(chunks, limit);
  const strings = kept.filter((chunk) => typeof chunk === 'string');
  const reasoning = kept.filter(isReasoning).map((chunk) => chunk.reasoning);
  const { pieces, endAt } = schedule(kept, answer);
  const isNullOnly = strings.length === 0 && kept.includes(null);
  return {
    pieces,
    endAt,
    content: isNullOnly ? null : strings.join(''),
    reasoning: reasoning.join(''),
    finishReason: kept.length < chunks.length ? 'length' : finishReasonOf(answer),
    usage: countUsage(
      call.body,
      { textTokens: strings.filter(isToken).length, reasoningTokens: reasoning.length },
      contextTokens,
    ),
  };
}

function reasoningChunks({ reasoning = [] }: AnswerOptions): Chunk[] {
  const tokens = typeof reasoning === 'string' ? toTokens(reasoning) : reasoning;
  return tokens.map((token) => ({ reasoning: token }));
}

function textChunks({ text, chunks, chunkChars }: AnswerOptions): Chunk[] {
  if (chunks) return chunks;
  const whole = text ?? DEFAULT_TEXT;
  if (!chunkChars) return toTokens(whole);
  const characters = Array.from(whole);
  return Array.from({ length: Math.ceil(characters.length / chunkChars) }, (_, index) =>
    characters.slice(index * chunkChars, (index + 1) * chunkChars).join(''),
  );
}

function keepTokens(chunks: Chunk[], limit: number): Chunk[] {
  let tokens = 0;
  const end = chunks.findIndex((chunk) => isToken(chunk) && ++tokens > limit);
  return end === -1 ? chunks : chunks.slice(0, end);
}

function schedule(chunks: Chunk[], answer: AnswerOptions) {
  const { ttftMs = 0, latencyMs = 0, msPerChunk } = answer;
  const timed = chunks.filter((chunk) => !isPauseOrComment(chunk)).length;
  const spread = Math.max(0, latencyMs - ttftMs) / Math.max(1, timed - 1);
  const chunkIntervalMs = msPerChunk ?? spread;
  const pieces: PlannedChunk[] = [];
  let next = ttftMs;
  let last = ttftMs;
  for (const chunk of chunks) {
    if (isObject(chunk) && 'waitMs' in chunk) {
      next += chunk.waitMs;
      last += chunk.waitMs;
      continue;
    }
    const at = isPauseOrComment(chunk) ? last : next;
    pieces.push({ at, ...toPiece(chunk, answer) });
    if (isPauseOrComment(chunk)) continue;
    last = next;
    next += chunkIntervalMs;
  }
  return { pieces, endAt: Math.max(last, latencyMs) };
}

function toPiece(
  chunk: Exclude<Chunk, { waitMs: number }>,
  { reasoningField = 'reasoning_content' }: AnswerOptions,
): Omit<PlannedChunk, 'at'> {
  const part = isToken(chunk) ? 'token' : 'other';
  if (!isObject(chunk)) return { delta: { content: chunk }, part };
  if ('reasoning' in chunk) return { delta: { [reasoningField]: chunk.reasoning }, part };
  if ('comment' in chunk) return { comment: chunk.comment, part };
  return 'delta' in chunk ? { delta: chunk.delta, part } : { data: chunk.data, part };
}

function finishReasonOf({ finishReason }: AnswerOptions): string | null {
  return finishReason === undefined ? 'stop' : finishReason;
}

function isObject(chunk: Chunk): chunk is Exclude<Chunk, string | null> {
  return typeof chunk === 'object' && chunk !== null;
}

function isReasoning(chunk: Chunk): chunk is { reasoning: string } {
  return isObject(chunk) && 'reasoning' in chunk;
}

function isPauseOrComment(chunk: Chunk): boolean {
  return isObject(chunk) && ('waitMs' in chunk || 'comment' in chunk);
}

function isToken(chunk: Chunk): boolean {
  return isReasoning(chunk) || (typeof chunk === 'string' && chunk !== '');
}
