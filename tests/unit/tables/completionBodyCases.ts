import {
  type CompletionCase,
  event,
  inOnePiece,
  say,
  stop,
  streamed,
  whole,
} from './completionParts.ts';

export const wholeBodies: CompletionCase[] = [
  { name: 'one JSON body', body: whole({ content: 'Paris' }), state: inOnePiece('Paris') },
  {
    name: 'one JSON body, indented, after blank lines and a byte order mark',
    body: `\ufeff\n\n  ${JSON.stringify(JSON.parse(whole({ content: 'Paris' })), null, 2)}\n`,
    state: inOnePiece('Paris'),
  },
  {
    name: 'one JSON body with everything',
    body: whole(
      { content: 'Paris', reasoning_content: 'Hm.' },
      { model: 'm', usage: { prompt_tokens: 5, completion_tokens: 1 } },
    ),
    state: inOnePiece('Paris', {
      reasoning: 'Hm.',
      reasoningPlace: 'reasoning_content',
      model: 'm',
      inputTokens: 5,
      outputTokens: 1,
    }),
  },
  {
    name: 'one JSON body with reasoning between tags',
    body: whole({ content: '<think>Hm.</think>\nParis' }),
    state: inOnePiece('Paris', { reasoning: 'Hm.', reasoningPlace: 'think_tags' }),
  },
  { name: 'content null', body: whole({ content: null }), state: inOnePiece('') },
  {
    name: 'content as a list of parts',
    body: whole({ content: [{ type: 'text', text: 'Paris' }] }),
    state: inOnePiece('Paris'),
  },
  {
    name: 'choices null',
    body: '{"choices":null}',
    state: { complete: true },
  },
  { name: 'an empty object', body: '{}', fails: 'UnreadableAnswerError' },
  { name: 'an empty list', body: '[]', state: { complete: true } },
  {
    name: 'no finish reason',
    body: '{"choices":[{"message":{"content":"Paris"}}]}',
    state: { text: 'Paris', complete: true },
  },
  {
    name: 'parts nested a thousand deep',
    body: whole({ content: nestedParts(1_000) }),
    state: inOnePiece(''),
  },
];

export const errors: CompletionCase[] = [
  {
    name: 'an error object in the middle of an answer',
    body: say('Par') + event({ error: { message: 'overloaded', code: 529 } }),
    state: { text: 'Par', streamed: true },
    fails: 'PayloadError',
  },
  {
    name: 'an error event whose data is the error itself',
    body: `${say('Par')}event: error\ndata: {"message":"overloaded"}\n\n`,
    state: { text: 'Par', streamed: true },
    fails: 'PayloadError',
  },
  {
    name: 'an error within a choice',
    body: event({ choices: [{ delta: { content: '' }, error: { code: 502, message: 'gone' } }] }),
    state: { streamed: true },
    fails: 'PayloadError',
  },
  {
    name: 'an error object without its blank line at the end',
    body: event({ error: 'busy' }).trimEnd(),
    state: { streamed: true },
    fails: 'PayloadError',
  },
  { name: 'HTTP 200 with {error:"text"}', body: '{"error":"no"}', fails: 'PayloadError' },
  { name: 'HTTP 200 with {error:{}}', body: '{"error":{"message":"no"}}', fails: 'PayloadError' },
  {
    name: 'HTTP 200 with a flat error',
    body: '{"object":"error","message":"no"}',
    fails: 'PayloadError',
  },
  { name: 'HTTP 200 with {message}', body: '{"message":"no"}', fails: 'PayloadError' },
  { name: 'HTTP 200 with {detail}', body: '{"detail":[{"msg":"no"}]}', fails: 'PayloadError' },
  {
    name: 'error null beside an answer',
    body: whole({ content: 'Paris' }, { error: null }),
    state: inOnePiece('Paris'),
  },
  {
    name: 'broken JSON in the middle',
    body: `${say('Par')}data: {"choices":\n\n${say('is')}${stop}`,
    state: streamed('Paris'),
    lostEvents: 1,
  },
  { name: 'a JSON body cut off', body: '{"choices":[', fails: 'UnreadableAnswerError' },
  { name: 'an HTML page', body: '<!doctype html>\n<p>Hi</p>\n', fails: 'UnreadableAnswerError' },
  { name: 'plain words', body: 'Not Found', fails: 'UnreadableAnswerError' },
];

function nestedParts(depth: number): unknown {
  return JSON.parse(`${'[{"text":'.repeat(depth)}""${'}]'.repeat(depth)}`);
}
