/** One question over each of the ways, timed at the client. */
import { Agent, type IncomingMessage, request } from 'node:http';
import type { ReceivedChatBody } from '../support/fakeModel/callLog.ts';

export interface Timing {
  /** Asked to first token read, in milliseconds. */
  ttftMs: number;
  /** Each token from written by the endpoint to read here, in milliseconds. */
  delaysMs: number[];
}

const agent = new Agent({ keepAlive: true, maxSockets: 500 });
const now = () => Number(process.hrtime.bigint() / 1_000n);

/** Straight to an address that speaks the chat completions API. */
export async function askEndpoint(url: string): Promise<Timing> {
  const body: ReceivedChatBody = {
    model: 'model',
    stream: true,
    messages: [
      { role: 'system', content: `## QUICK METRICS ${'x'.repeat(9_000)}` },
      { role: 'user', content: 'How was it?' },
    ],
  };
  const startedAt = now();
  const answer = await send(`${url}/chat/completions`, body);
  return timed(answer, startedAt, (event) => event.choices?.[0]?.delta?.content ?? '');
}

/** The wizard's way: the question as a mutation, the answer as a subscription. */
export async function askByom(
  url: string,
  sessionId: string,
  content = 'How was it?',
): Promise<Timing> {
  const headers = { authorization: `Bearer ${sessionId}` };
  const startedAt = now();
  const sent = await send(`${url}/trpc/chat.send`, { json: { content } }, headers);
  const { result } = JSON.parse(await textOf(sent));
  const input = JSON.stringify({ json: { messageId: result.data.json.answer.id } });
  const stream = await send(`${url}/trpc/chat.onToken?input=${encodeURIComponent(input)}`, null, {
    ...headers,
    accept: 'text/event-stream',
  });
  return timed(stream, startedAt, (event) => event.json?.delta ?? '');
}

/** REST's way: one request, with the history in it. */
export async function askAtlas(url: string, sessionId: string): Promise<Timing> {
  const body = { session_id: sessionId, messages: [{ role: 'user', content: 'How was it?' }] };
  const startedAt = now();
  const answer = await send(`${url}/api/demo/v2/atlas`, body);
  return timed(answer, startedAt, (event) => event.content ?? '');
}

function send(url: string, body: unknown, headers = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const method = body === null ? 'GET' : 'POST';
    const req = request(url, {
      agent,
      method,
      headers: { 'content-type': 'application/json', ...headers },
    });
    req.on('response', resolve).on('error', reject);
    req.end(body === null ? undefined : JSON.stringify(body));
  });
}

async function timed(
  answer: IncomingMessage,
  startedAt: number,
  // biome-ignore lint/suspicious/noExplicitAny: whatever the way in question sends
  textOfEvent: (event: any) => string,
): Promise<Timing> {
  if (answer.statusCode !== 200) throw new Error(await textOf(answer));
  const delaysMs: number[] = [];
  let ttftMs = Number.NaN;
  let buffered = '';
  answer.setEncoding('utf8');
  for await (const piece of answer) {
    const readAt = now();
    buffered += piece;
    const lines = buffered.split('\n');
    buffered = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('data: {')) continue;
      for (const token of textOfEvent(JSON.parse(line.slice(6))).match(/\d+/g) ?? []) {
        if (delaysMs.length === 0) ttftMs = (readAt - startedAt) / 1_000;
        delaysMs.push((readAt - Number(token)) / 1_000);
      }
    }
  }
  return { ttftMs, delaysMs };
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of answer.setEncoding('utf8')) text += piece;
  return text;
}
