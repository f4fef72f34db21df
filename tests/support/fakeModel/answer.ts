import type { AnswerPlan } from './answerPlan.ts';
import { planAnswer } from './answerPlan.ts';
import type { FakeCall } from './callLog.ts';
import type { ClientConnection } from './clientConnection.ts';
import type { AnswerOptions } from './scripts.ts';
import { formatComment, formatEvent } from './sse.ts';
import { ZERO_USAGE } from './tokens.ts';

/** Answers as asked for, by a stream or by one JSON document. */
export async function sendAnswer(
  connection: ClientConnection,
  call: FakeCall,
  answer: AnswerOptions,
  contextTokens?: number,
): Promise<void> {
  const { forceJson, forceSse } = answer;
  const isStream = forceSse || (call.body?.stream === true && !forceJson);
  if (isStream) await streamAnswer(connection, call, answer, { contextTokens });
  else await sendJson(connection, call, answer, contextTokens);
  connection.res.end();
}

/**
 * Streams an answer and leaves the response open. With `stopAfterChunks` it stops after that many
 * chunks with text, and in any case before the finish reason.
 */
export async function streamAnswer(
  connection: ClientConnection,
  call: FakeCall,
  answer: AnswerOptions,
  { contextTokens, stopAfterChunks }: { contextTokens?: number; stopAfterChunks?: number } = {},
): Promise<void> {
  await connection.waitUntil(answer.headersMs ?? 0);
  openBody(connection, 'text/event-stream; charset=utf-8', answer);
  let buffered = answer.bom ? '\uFEFF' : '';
  let bufferedEvents = 0;
  let tokens = 0;
  for (const step of streamSteps(call, answer, planAnswer(call, answer, contextTokens))) {
    const isFaultDue = tokens === stopAfterChunks || step.part === 'ending';
    if (stopAfterChunks !== undefined && isFaultDue) break;
    await connection.waitUntil(step.at);
    buffered += step.text;
    bufferedEvents += 1;
    if (step.part === 'token') tokens += 1;
    if (bufferedEvents < (answer.eventsPerWrite ?? 1)) continue;
    await connection.send(buffered, answer.splitBytes);
    buffered = '';
    bufferedEvents = 0;
  }
  await connection.send(buffered, answer.splitBytes);
}

async function sendJson(
  connection: ClientConnection,
  call: FakeCall,
  answer: AnswerOptions,
  contextTokens?: number,
): Promise<void> {
  const plan = planAnswer(call, answer, contextTokens);
  const message = {
    role: 'assistant',
    content: plan.content,
    ...(plan.reasoning && { [answer.reasoningField ?? 'reasoning_content']: plan.reasoning }),
  };
  const choice = { index: 0, message, logprobs: null, finish_reason: plan.finishReason };
  const usage = usageCounts(plan, answer);
  const json = JSON.stringify({
    ...completionEnvelope(call, answer, 'chat.completion'),
    choices: [choice],
    ...(usage && { usage }),
  });
  const body = Buffer.from(
    (answer.bom ? '\uFEFF' : '') + '\n'.repeat(answer.leadingBlankLines ?? 0) + json,
  );
  await connection.waitUntil(plan.endAt);
  openBody(connection, 'application/json', answer, body.length);
  await connection.send(body, answer.splitBytes);
}

interface StreamStep {
  /** Milliseconds after the request came in. */
  at: number;
  text: string;
  part: 'other' | 'token' | 'ending';
}

function* streamSteps(
  call: FakeCall,
  answer: AnswerOptions,
  plan: AnswerPlan,
): Generator<StreamStep> {
  const { usage: usageMode = true, headersMs = 0, ttftMs = 0, comments = [] } = answer;
  const isAsked = call.body?.stream_options?.include_usage === true;
  const followsOpenAi = usageMode === true || usageMode === 'zero' || typeof usageMode === 'object';
  const counts = usageCounts(plan, answer);
  const nullUsage = followsOpenAi && isAsked ? { usage: null } : {};
  const toEvent = (choices: unknown[], usage: object = nullUsage) =>
    formatEvent(
      { ...completionEnvelope(call, answer, 'chat.completion.chunk'), choices, ...usage },
      answer,
    );
  const toDelta = (delta: unknown, finishReason: string | null = null, usage?: object) =>
    toEvent([{ index: 0, delta, logprobs: null, finish_reason: finishReason }], usage);

  let at = headersMs;
  for (const [index, comment] of comments.entries()) {
    at = Math.max(headersMs, (ttftMs * index) / comments.length);
    yield { at, text: formatComment(comment, answer), part: 'other' };
  }
  if (usageMode === 'first') yield { at, text: toEvent([], { usage: counts }), part: 'other' };
  if (answer.roleChunk !== false) {
    yield { at, text: toDelta({ role: 'assistant', content: '' }), part: 'other' };
  }

  const merged =
    usageMode === 'with-last-chunk' ? plan.pieces.findLast((piece) => piece.delta) : null;
  let running = 0;
  for (const piece of plan.pieces) {
    if (piece === merged) continue;
    if (piece.part === 'token') running += 1;
    const runningUsage = { usage: { ...counts, completion_tokens: running } };
    const usage = usageMode === 'every-chunk' ? runningUsage : undefined;
    let text = piece.comment === undefined ? '' : formatComment(piece.comment, answer);
    if (piece.data !== undefined) text = formatEvent(piece.data, answer);
    if (piece.delta) text = toDelta(piece.delta, null, usage);
    yield { at: piece.at, text, part: piece.part };
  }

  at = plan.endAt;
  const { finishReason } = plan;
  if (usageMode === 'with-last-chunk') {
    const text = toDelta(merged?.delta ?? {}, finishReason, { usage: counts });
    yield { at, text, part: 'ending' };
  } else if (finishReason !== null) {
    yield { at, text: toDelta({}, finishReason), part: 'ending' };
  }
  if (usageMode === 'unasked' || usageMode === 'every-chunk' || (followsOpenAi && isAsked)) {
    yield { at, text: toEvent([], { usage: counts }), part: 'ending' };
  }
  if (answer.done !== false) yield { at, text: formatEvent('[DONE]', answer), part: 'ending' };
}

function usageCounts(plan: AnswerPlan, { usage }: AnswerOptions): object | undefined {
  if (usage === false) return undefined;
  if (usage === 'zero') return ZERO_USAGE;
  return typeof usage === 'object' ? usage : plan.usage;
}

function completionEnvelope(call: FakeCall, { model }: AnswerOptions, object: string): object {
  return {
    id: `chatcmpl-fake-${call.id}`,
    object,
    created: Math.floor(Date.now() / 1000),
    model: model ?? call.body?.model ?? 'fake-model',
    system_fingerprint: 'fp_fake',
  };
}

function openBody(
  { res }: ClientConnection,
  contentType: string,
  { headers, untilClose }: AnswerOptions,
  length?: number,
): void {
  if (untilClose) {
    res.shouldKeepAlive = false;
    res.useChunkedEncodingByDefault = false;
  } else if (length !== undefined) {
    res.setHeader('content-length', length);
  }
  res.writeHead(200, { 'content-type': contentType, ...headers });
  res.flushHeaders();
}
