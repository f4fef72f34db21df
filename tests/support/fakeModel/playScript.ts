import { sendAnswer, streamAnswer } from './answer.ts';
import type { FakeCall } from './callLog.ts';
import type { ClientConnection } from './clientConnection.ts';
import { sendDrip, sendEndless, sendHuge } from './hostile.ts';
import { openAiBody } from './providerErrors.ts';
import type { AnswerOptions, ReplyScript, Script } from './scripts.ts';
import { formatEvent } from './sse.ts';
import { sendWire } from './wire.ts';

export interface ScriptContext {
  connection: ClientConnection;
  call: FakeCall;
  /** What every answer starts from. */
  defaults: AnswerOptions;
  contextTokens?: number;
}

/** Plays a script on one call; rejects with an AbortError when the client leaves before its end. */
export async function playScript(script: Script, context: ScriptContext): Promise<void> {
  const { connection, call, defaults, contextTokens } = context;
  if ('delayMs' in script) await connection.waitUntil(script.delayMs ?? 0);
  switch (script.kind) {
    case 'answer':
      return sendAnswer(connection, call, { ...defaults, ...script }, contextTokens);
    case 'answers': {
      const text = script.answers.get(call.visiblePrompt) ?? script.otherwise ?? call.visiblePrompt;
      return sendAnswer(connection, call, { ...defaults, ...script, text }, contextTokens);
    }
    case 'reply':
      return reply(connection, script);
    case 'error': {
      connection.outcomeIfComplete = 'failed';
      const body = script.body ?? openAiBody(`The fake answered ${script.status}.`);
      return reply(connection, { ...script, kind: 'reply', body });
    }
    case 'error-in-stream': {
      connection.outcomeIfComplete = 'failed';
      const answer = { ...defaults, ...script.answer, text: script.after };
      await streamAnswer(connection, call, answer, { stopAfterChunks: Infinity });
      const error = script.error ?? openAiBody('The fake broke off.', { type: 'server_error' });
      const done = script.done ? formatEvent('[DONE]', answer) : '';
      await connection.send(formatEvent(error, answer) + done, answer.splitBytes);
      connection.res.end();
      return;
    }
    case 'reset':
      await sendUntilFault(script, context);
      return connection.breakOff(script.how ?? 'rst');
    case 'hang':
      await sendUntilFault(script, context);
      return connection.hang();
    case 'drip':
      return sendDrip(connection, call, script);
    case 'endless':
      return sendEndless(connection, script);
    case 'huge':
      return sendHuge(connection, script);
    case 'redirect': {
      const { status = 307, location } = script;
      return reply(connection, { kind: 'reply', status, body: '', headers: { location } });
    }
    case 'wire':
      return sendWire(connection, script);
    case 'raw':
      await script.write(connection.res, connection.res.req);
      return;
  }
}

async function reply(connection: ClientConnection, script: ReplyScript): Promise<void> {
  const { status = 200, body = '', headers, splitBytes } = script;
  if (status >= 300) connection.outcomeIfComplete = 'failed';
  const isText = typeof body === 'string';
  const bytes = Buffer.from(isText ? body : JSON.stringify(body));
  const contentType = isText ? 'text/plain; charset=utf-8' : 'application/json';
  connection.res.writeHead(status, {
    'content-type': contentType,
    'content-length': bytes.length,
    ...lowerCased(headers),
  });
  await connection.send(bytes, splitBytes);
  connection.res.end();
}

/** Brings a call to the point where a fault strikes. */
async function sendUntilFault(
  script: Extract<Script, { kind: 'reset' | 'hang' }>,
  { connection, call, defaults }: ScriptContext,
): Promise<void> {
  if (script.when === 'before-headers') return;
  const { afterChunks = 2 } = script;
  if (script.when === 'mid-stream') {
    const answer = { ...defaults, ...script.answer };
    return streamAnswer(connection, call, answer, { stopAfterChunks: afterChunks });
  }
  connection.res.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  connection.res.flushHeaders();
}

function lowerCased(headers: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}
