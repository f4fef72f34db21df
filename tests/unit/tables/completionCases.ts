import { errors, wholeBodies } from './completionBodyCases.ts';
import { oddCases } from './completionOddCases.ts';
import {
  type CompletionCase,
  delta,
  done,
  event,
  say,
  stop,
  streamed,
  usage,
} from './completionParts.ts';
import { thoughts } from './thoughtCases.ts';

const framing: CompletionCase[] = [
  { name: 'a plain stream', body: say('Par', 'is') + stop + done, state: streamed('Paris') },
  {
    name: 'comments as keep-alive',
    body: `: OPENROUTER PROCESSING\n\n${say('Par')}: keep-alive\n\n:\n\n${say('is')}${stop}${done}`,
    state: streamed('Paris'),
  },
  {
    name: 'CRLF line ends',
    body: (say('Par', 'is') + stop + done).replaceAll('\n', '\r\n'),
    state: streamed('Paris'),
  },
  {
    name: 'CR line ends',
    body: (say('Par', 'is') + stop + done).replaceAll('\n', '\r'),
    state: streamed('Paris'),
  },
  {
    name: 'mixed line ends',
    body: `${say('Par').replaceAll('\n', '\r\n')}${say('is')}${stop.replaceAll('\n', '\r')}${done}`,
    state: streamed('Paris'),
  },
  {
    name: 'several data lines an event',
    body: `data: {"choices":[{"delta":\ndata: {"content":"Paris"},\ndata: "finish_reason":"stop"}]}\n\n`,
    state: streamed('Paris'),
  },
  {
    name: 'data without a space',
    body: (say('Paris') + stop + done).replaceAll('data: ', 'data:'),
    state: streamed('Paris'),
  },
  {
    name: 'event, id and retry lines and unknown fields',
    body: `retry: 1000\nevent: message\nid: 7\nx-unknown: y\n${say('Paris')}${stop}`,
    state: streamed('Paris'),
  },
  { name: 'a byte order mark', body: `\ufeff${say('Paris')}${stop}`, state: streamed('Paris') },
  { name: 'blank lines first', body: `\n\r\n \n${say('Paris')}${stop}`, state: streamed('Paris') },
  {
    name: 'events without data',
    body: `data:\n\ndata: \n\nevent: ping\n\n${say('Paris')}${stop}${done}`,
    state: streamed('Paris'),
  },
  {
    name: 'characters of several bytes',
    body: say('Zürich ', '東京 ', '🙂') + stop,
    state: streamed('Zürich 東京 🙂'),
  },
  {
    name: 'a character cut in two between events',
    body: say('ok \ud83d', '\ude42!') + stop,
    state: streamed('ok 🙂!'),
  },
  {
    name: 'half a character that never becomes whole',
    body: say('a\udc00b', 'c\ud83d') + stop,
    state: streamed('a\ufffdbc'),
  },
  { name: 'NUL characters', body: say('a\0b') + stop, state: streamed('ab') },
  {
    name: 'a thousand events of one character',
    body: say(...'a'.repeat(1_000)) + stop,
    state: streamed('a'.repeat(1_000)),
  },
];

const endings: CompletionCase[] = [
  { name: 'no [DONE]', body: say('Paris') + stop, state: streamed('Paris') },
  {
    name: 'only [DONE]',
    body: say('Paris') + done,
    state: streamed('Paris', { finishReason: null }),
  },
  {
    name: '[DONE] with blanks around it',
    body: `${say('Paris')}data:  [DONE] \n\n`,
    state: streamed('Paris', { finishReason: null }),
  },
  {
    name: 'neither: cut off',
    body: say('Par'),
    state: { text: 'Par', streamed: true },
  },
  {
    name: 'cut off within an event',
    body: `${say('Par')}data: {"choices":[{"del`,
    state: { text: 'Par', streamed: true },
  },
  {
    name: 'a last event without its blank line',
    body: (say('Paris') + stop).trimEnd(),
    state: streamed('Paris'),
  },
  {
    name: 'length',
    body: say('Par') + delta({}, 'length'),
    state: streamed('Par', { finishReason: 'length' }),
  },
  {
    name: 'content_filter',
    body: delta({}, 'content_filter') + done,
    state: streamed('', { finishReason: 'content_filter' }),
  },
  {
    name: 'text and finish reason in one chunk',
    body: delta({ content: 'Paris' }, 'stop'),
    state: streamed('Paris'),
  },
  { name: 'nothing at all', body: '' },
  { name: 'only blank lines', body: '\n \r\n\n' },
  { name: 'only keep-alive comments', body: ': keep-alive\n\n: keep-alive\n\n' },
  {
    name: 'a finish reason as long as a book, with NUL',
    body: delta({ content: 'x' }, `stop\0${'!'.repeat(5_000)}`),
    state: streamed('x', { finishReason: `stop${'!'.repeat(196)}` }),
  },
];

const deltas: CompletionCase[] = [
  {
    name: 'role only, empty and null contents',
    body:
      delta({ role: 'assistant' }) +
      delta({ role: 'assistant', content: '' }) +
      delta({ content: null }) +
      say('Paris') +
      stop,
    state: streamed('Paris'),
  },
  {
    name: 'reasoning_content',
    body:
      delta({ reasoning_content: 'Hm. ' }) +
      delta({ reasoning_content: 'Yes.' }) +
      say('Paris') +
      stop,
    state: streamed('Paris', { reasoning: 'Hm. Yes.', reasoningPlace: 'reasoning_content' }),
  },
  {
    name: 'reasoning',
    body: delta({ reasoning: 'Hm.', content: null }) + say('Paris') + stop,
    state: streamed('Paris', { reasoning: 'Hm.', reasoningPlace: 'reasoning' }),
  },
  {
    name: 'a count of the reasoning tokens',
    body:
      say('Paris') +
      stop +
      usage({ completion_tokens: 9, completion_tokens_details: { reasoning_tokens: 7 } }),
    state: streamed('Paris', { outputTokens: 9, reasoningTokens: 7 }),
  },
  {
    name: 'a refusal in the field made for it',
    body: delta({ refusal: 'I will ' }) + delta({ refusal: 'not.' }) + stop,
    state: streamed('', { refusal: 'I will not.' }),
  },
  {
    name: 'both reasoning fields with the same text',
    body: delta({ reasoning: 'Hm.', reasoning_content: 'Hm.' }) + say('Paris') + stop,
    state: streamed('Paris', { reasoning: 'Hm.', reasoningPlace: 'reasoning_content' }),
  },
  {
    name: 'only reasoning, then out of tokens',
    body: delta({ reasoning_content: 'Hm' }) + delta({}, 'length'),
    state: streamed('', {
      reasoning: 'Hm',
      reasoningPlace: 'reasoning_content',
      finishReason: 'length',
    }),
  },
  {
    name: 'reasoning between tags',
    body: say('<think>', 'Hm, 4', '2?', '</think>', '\n\n', 'Paris') + stop,
    state: streamed('Paris', { reasoning: 'Hm, 42?', reasoningPlace: 'think_tags' }),
  },
  {
    name: 'tags cut anywhere',
    body: say('<th', 'ink>a<', '/b> </thi', 'nk>Par', 'is') + stop,
    state: streamed('Paris', { reasoning: 'a</b> ', reasoningPlace: 'think_tags' }),
  },
  {
    name: 'reasoning that never ends',
    body: say('<think>Hm, </thin') + delta({}, 'length'),
    state: streamed('', {
      reasoning: 'Hm, </thin',
      reasoningPlace: 'think_tags',
      finishReason: 'length',
    }),
  },
  {
    name: 'a text that only begins like a tag',
    body: say('<thi', 's> and </think>') + stop,
    state: streamed('<this> and </think>'),
  },
  { name: 'a text that ends like a tag', body: say('<thin') + stop, state: streamed('<thin') },
  {
    name: 'a tag in the middle of the text',
    body: say('Use <think>x</think>.') + stop,
    state: streamed('Use <think>x</think>.'),
  },
  ...thoughts,
  {
    name: 'content as a list of parts',
    body:
      delta({ content: [{ type: 'text', text: 'Par' }, { type: 'image_url' }, 'is', 7, null] }) +
      stop,
    state: streamed('Paris'),
  },
  {
    name: 'tool calls',
    body:
      delta({
        content: null,
        tool_calls: [{ index: 0, function: { name: 'f', arguments: '{}' } }],
      }) + delta({}, 'tool_calls'),
    state: streamed('', { finishReason: 'tool_calls' }),
  },
  {
    name: 'the old text field',
    body: event({ choices: [{ text: 'Paris', finish_reason: 'stop' }] }),
    state: streamed('Paris'),
  },
  {
    name: 'choices null, missing, of another kind, or of null',
    body:
      event({ choices: null }) +
      event({ id: 'x' }) +
      event({ choices: 'no' }) +
      event({ choices: [null] }) +
      event({ choices: [7] }) +
      event([1]) +
      event(null) +
      say('Paris') +
      stop,
    state: streamed('Paris'),
  },
  {
    name: 'deltas of another kind',
    body:
      delta(null) +
      delta('x') +
      delta([]) +
      delta({ content: true }) +
      delta({ content: {} }) +
      stop,
    state: streamed(''),
  },
  {
    name: 'the model as the server names it',
    body: event({ model: 'real-model', choices: [] }) + event({ model: 7 }) + say('x') + stop,
    state: streamed('x', { model: 'real-model' }),
  },
];

const usages: CompletionCase[] = [
  {
    name: 'usage at the end, with empty choices',
    body: say('x') + stop + usage({ prompt_tokens: 5, completion_tokens: 1 }) + done,
    state: streamed('x', { inputTokens: 5, outputTokens: 1 }),
  },
  {
    name: 'usage at the start, still without output',
    body: usage({ prompt_tokens: 5, completion_tokens: 0 }) + say('x') + stop,
    state: streamed('x', { inputTokens: 5 }),
  },
  {
    name: 'usage in one chunk with the last text',
    body: event({
      choices: [{ delta: { content: 'x' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 5, completion_tokens: 1 },
    }),
    state: streamed('x', { inputTokens: 5, outputTokens: 1 }),
  },
  {
    name: 'running counts: the last ones stand',
    body:
      usage({ prompt_tokens: 5, completion_tokens: 1 }) +
      say('x') +
      usage({ prompt_tokens: 5, completion_tokens: 2 }) +
      stop,
    state: streamed('x', { inputTokens: 5, outputTokens: 2 }),
  },
  {
    name: 'counts, then zeros',
    body:
      usage({ prompt_tokens: 5, completion_tokens: 2 }) +
      say('x') +
      usage({ prompt_tokens: 0, completion_tokens: 0 }) +
      stop,
    state: streamed('x', { inputTokens: 5, outputTokens: 2 }),
  },
  ...[
    null,
    'many',
    [],
    {},
    { prompt_tokens: 0, completion_tokens: 0 },
    { prompt_tokens: '5', completion_tokens: '1' },
    { prompt_tokens: -5, completion_tokens: -1 },
    { prompt_tokens: 1.5, completion_tokens: null },
    { prompt_tokens: 2 ** 31, completion_tokens: 1e300 },
  ].map((given) => ({
    name: `no count in usage ${JSON.stringify(given)}`,
    body: say('x') + stop + usage(given),
    state: streamed('x'),
  })),
];

export const completionCases = [
  ...framing,
  ...endings,
  ...deltas,
  ...usages,
  ...wholeBodies,
  ...errors,
  ...oddCases,
];
