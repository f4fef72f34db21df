/** What servers send besides what their API says: odd events, odd places, markers of reasoning. */
import {
  type CompletionCase,
  delta,
  done,
  event,
  inOnePiece,
  say,
  stop,
  streamed,
  usage,
  whole,
} from './completionParts.ts';

/** Events between the two halves of an answer that are no part of it, and no errors. */
const heartbeats = [
  'data: \n\n',
  'data: "ping"\n\n',
  'data: [PING]\n\n',
  'event: ping\ndata: {"type":"ping"}\n\n',
  'event: heartbeat\ndata: {"message":"still working"}\n\n',
  event({ message: 'ping' }),
  event({ type: 'queue', message: 'waiting in queue', position: 3 }),
  event({ object: 'chat.completion.chunk', message: 'processing' }),
  event({ code: 0, msg: 'success' }),
  event({ code: 200, message: 'processing your request' }),
  event({ success: true, message: 'accepted' }),
  event({ base_resp: { status_code: '0', status_msg: 'success' } }),
  event({ choices: [], error: {} }),
  event({ choices: [], error: { code: 0, message: '' }, errors: [] }),
  'error: null\n\n',
].map(
  (sent): CompletionCase => ({
    name: `a heartbeat: ${JSON.stringify(sent)}`,
    body: say('Par') + sent + say('is') + stop + done,
    state: streamed('Paris'),
  }),
);

/** Errors between events, wherever a server puts them; the stream goes on as if nothing were. */
const errorsWithin = [
  'data: Error: connection reset by peer\n\n',
  'data: [ERROR] out of memory\n\n',
  'data: "Error: no"\n\n',
  'data: Internal Server Error\n\n',
  'Internal Server Error\n\n',
  '<html><head><title>502 Bad Gateway</title></head></html>\n\n',
  'event: exception\ndata: no\n\n',
  'event: response.failed\ndata: {"code":7}\n\n',
  event([{ error: { code: 500, message: 'no' } }]),
  event({ choices: [{ delta: { error: { message: 'no' } } }] }),
  event({ choices: [{ delta: { content: '', error: 'no' } }] }),
  event({ choices: [{ message: { error: 'no' } }] }),
  event({ choices: [], error_msg: 'no' }),
  event({ choices: [], base_resp: { status_code: 1002, status_msg: 'rate limit' } }),
  event({ error: true, message: 'no' }),
  event({ type: 'error', reason: 'no' }),
  event({ errorCode: 500, errorMessage: 'no' }),
  event({ exception: 'no' }),
].map(
  (sent): CompletionCase => ({
    name: `an error: ${JSON.stringify(sent)}`,
    body: say('Par') + sent + done,
    state: { text: 'Par', streamed: true },
    fails: 'PayloadError',
  }),
);

const framing: CompletionCase[] = [
  {
    name: 'the field name twice, by hand and by a library',
    body: (say('Par', 'is') + stop + done).replaceAll('data: ', 'data: data: '),
    state: streamed('Paris'),
  },
  {
    name: 'indented JSON behind one field name',
    body: `data: ${JSON.stringify({ choices: [{ delta: { content: 'Paris' } }] }, null, 2)}\n\n${stop}`,
    state: streamed('Paris'),
  },
  {
    name: 'a list of chunks as one JSON body',
    body: '[{"choices":[{"delta":{"content":"Par"}}]}\n,{"choices":[{"delta":{"content":"is"},"finish_reason":"stop"}]}\n]',
    state: inOnePiece('Paris'),
  },
  ...['data: "[DONE]"', 'data: [END]', '[DONE]', 'event: done\ndata: {}'].map(
    (end): CompletionCase => ({
      name: `the end as ${end}`,
      body: `${say('Paris')}${end}\n\n`,
      state: streamed('Paris', { finishReason: null }),
    }),
  ),
  ...[
    '{"data":{"choices":[]}}',
    '{"output":[{"content":[{"type":"output_text","text":"Paris"}]}]}',
    '{"message":{"role":"assistant","content":"Paris"},"done":true}',
    event({ type: 'content_block_delta', delta: { type: 'text_delta', text: 'Paris' } }),
  ].map(
    (body): CompletionCase => ({
      name: `the answer of another API: ${body}`,
      body,
      state: body.startsWith('data') ? { streamed: true } : {},
      fails: 'UnreadableAnswerError',
    }),
  ),
];

const endings: CompletionCase[] = [
  ...[
    { choices: [{ delta: { finish_reason: 'length' } }] },
    { choices: [{ delta: {}, finishReason: 'length' }] },
    { choices: [{ delta: {}, stop_reason: 'length' }] },
    { choices: [{ delta: {}, finish_reason: { type: 'length' } }] },
    { choices: [{ delta: {} }], finish_reason: 'length' },
  ].map(
    (last): CompletionCase => ({
      name: `the finish reason in ${JSON.stringify(last)}`,
      body: say('Par') + event(last) + done,
      state: streamed('Par', { finishReason: 'length' }),
    }),
  ),
  ...['null', 'None', 'not_finished', 'FINISH_REASON_UNSPECIFIED'].map(
    (word): CompletionCase => ({
      name: `the finish reason ${word} on each chunk of a stream that breaks off`,
      body: delta({ content: 'Par' }, word) + delta({ content: 'is' }, word),
      state: { text: 'Paris', streamed: true },
    }),
  ),
  {
    name: 'a finish reason, and behind it the one that a proxy adds',
    body: say('Par') + delta({}, 'length') + stop + done,
    state: streamed('Par', { finishReason: 'length' }),
  },
  {
    name: 'the whole text once more in the last delta',
    body: say('Par', 'is') + delta({ content: 'Paris' }, 'stop'),
    state: streamed('Paris'),
  },
  {
    name: 'the same word twice, which is no repetition',
    body: say('Bora ') + delta({ content: 'Bora ' }, 'stop'),
    state: streamed('Bora Bora '),
  },
  {
    name: 'reasoning once more in the last message',
    body:
      delta({ reasoning_content: 'Hm' }) +
      event(JSON.parse(whole({ content: 'Paris', reasoning_content: 'Hm.' }))),
    state: streamed('Paris', { reasoning: 'Hm.', reasoningPlace: 'reasoning_content' }),
  },
  {
    name: 'a refusal as a part of the content',
    body: whole({ content: [{ type: 'refusal', refusal: 'I will not.' }] }),
    state: inOnePiece('', { refusal: 'I will not.' }),
  },
  { name: 'a number as content', body: whole({ content: 4 }), state: inOnePiece('4') },
  ...[
    { choices: [{ delta: { usage: { prompt_tokens: 5, completion_tokens: 1 } } }] },
    { choices: [], usage: { inputTokens: 5, outputTokens: 1 } },
    { choices: [], usage: { input_tokens: 2, cache_read_input_tokens: 3, output_tokens: 1 } },
    {
      choices: [],
      usage: { input_tokens: 5, cache_read_input_tokens: 3, output_tokens: 1, total_tokens: 6 },
    },
    { choices: [], usage: { prompt_tokens: 5, cache_read_input_tokens: 3, completion_tokens: 1 } },
  ].map(
    (counts): CompletionCase => ({
      name: `counts: ${JSON.stringify(counts)}`,
      body: say('x') + stop + event(counts),
      state: streamed('x', { inputTokens: 5, outputTokens: 1 }),
    }),
  ),
  {
    name: 'usage alone, and a model',
    body: say('x') + stop + usage({ prompt_tokens: 5 }),
    state: streamed('x', { inputTokens: 5 }),
  },
];

const REST = '<|end|><|start|>assistant<|channel|>final<|message|>';

/** Texts in which reasoning stands, and what it is. */
const marked: [text: string, reasoning: string, answer: string][] = [
  ['<reasoning>hm</reasoning>4', 'hm', '4'],
  ['<|channel>thought\nhm<channel|>4', '\nhm', '4'],
  ['<unused94>thought\nhm<unused95>4', '\nhm', '4'],
  ['<|inner_prefix|>hm<|inner_suffix|>4', 'hm', '4'],
  ['<think>a</think>\n<think>b</think>\n4', 'ab', '4'],
  [`We need 4.${REST}4`, 'We need 4.', '4'],
  [`analysis<|message|>hm${REST}4`, 'hm', '4'],
  ['<|channel|>analysis<|message|>hm<|end|>\n4', 'hm', '\n4'],
  ['Paris? No. </think>Lyon', 'Paris? No. ', 'Lyon'],
  ['So it is **4**</think>\n\n4', 'So it is **4**', '4'],
  ['She said "4"\n</think>\n\n4', 'She said "4"\n', '4'],
];

/** Answers about markers, which stay as they are. */
const spokenOf = [
  'Models emit </think> at the end.',
  'The closing tag is </think>.',
  '**</think>** closes a thought.',
  '1. </think>\n2. <think>',
  'Write:\n\n~~~\n</think>\n~~~\nDone.',
  '| tag |\n|---|\n| </think> |\n',
  '<|channel|> is a token of harmony.',
  '<|start|> and <|end|> are tokens.',
  `<|channel|>${' is a token'.repeat(60)} as <|end|> is.`,
  `Like so:\n\`\`\`\n<|channel|>analysis<|message|>a${REST}b\n\`\`\``,
  `It is \`${REST}\`, and that is all.`,
];

const reasoning: CompletionCase[] = [
  ...marked.map(
    ([text, reasoning, answer]): CompletionCase => ({
      name: `reasoning in ${JSON.stringify(text)}`,
      body: say(text) + stop,
      state: streamed(answer, { reasoning, reasoningPlace: 'think_tags' }),
    }),
  ),
  ...spokenOf.map(
    (text): CompletionCase => ({
      name: `no reasoning in ${JSON.stringify(text.slice(0, 60))}`,
      body: say(text) + stop,
      state: streamed(text),
    }),
  ),
  {
    name: 'a part that is marked as thought',
    body: delta({ content: [{ type: 'text', text: 'hm', thought: true }] }) + say('4') + stop,
    state: streamed('4', { reasoning: 'hm', reasoningPlace: 'content' }),
  },
  {
    name: 'reasoning_text',
    body: delta({ reasoning_text: 'hm' }) + say('4') + stop,
    state: streamed('4', { reasoning: 'hm', reasoningPlace: 'reasoning_text' }),
  },
];

export const oddCases = [...heartbeats, ...errorsWithin, ...framing, ...endings, ...reasoning];
