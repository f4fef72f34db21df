/**
 * What servers mean by the word with which they end an answer. OpenAI knows five; other servers and models
 * have their own. A word that is met is added to the line of its meaning.
 */
const words = {
  /** The model is still speaking: some send a word with each chunk. */
  open: ['null', 'none', 'unspecified', 'not_finished', 'unfinished', 'in_progress', 'generating'],
  /** The model had said all. */
  whole: [
    'stop',
    'eos',
    'eos_token',
    'eos_found',
    'end_turn',
    'end_of_turn',
    'end_of_text',
    'end_of_sequence',
    'endoftext',
    'eos_token_id',
    'eot',
    'eot_id',
    'im_end',
    'stop_sequence',
    'stop_token',
    'stop_str',
    'stop_string',
    'stop_word',
    'stopped',
    'end',
    'done',
    'finish',
    'finished',
    'complete',
    'completed',
    'success',
    'normal',
  ],
  /** A limit of tokens was reached, that of the answer or that of the context. */
  length: [
    'length',
    'max_tokens',
    'max_token',
    'max_new_tokens',
    'max_output_tokens',
    'max_completion_tokens',
    'max_length',
    'model_length',
    'model_context_window_exceeded',
    'context_length_exceeded',
    'context_length',
    'token_limit',
    'token_limit_reached',
    'length_limit',
    'limit',
    'output_limit',
    'incomplete',
    'truncated',
  ],
  /** A filter or the model itself declined. */
  refused: [
    'content_filter',
    'content_filtered',
    'filtered',
    'sensitive',
    'safety',
    'image_safety',
    'recitation',
    'blocklist',
    'prohibited_content',
    'spii',
    'refusal',
    'refused',
    'moderation',
    'moderated',
    'guardrail_intervened',
    'guardrail',
    'blocked',
    'risk',
    'language',
    'error_toxic',
  ],
  /** Something broke while the model was speaking. */
  failed: [
    'error',
    'abort',
    'aborted',
    'cancel',
    'cancelled',
    'canceled',
    'failed',
    'failure',
    'timeout',
    'time_limit',
    'deadline_exceeded',
    'insufficient_system_resource',
    'insufficient_resources',
    'insufficient_quota',
    'rate_limit',
    'rate_limited',
    'oom',
    'repetition',
    'recompute',
    'malformed_response',
    'malformed_function_call',
    'user_cancel',
  ],
  /** The model wants a tool to be called before it goes on. */
  tool_call: ['tool_calls', 'tool_call', 'tool_use', 'function_call', 'unexpected_tool_call'],
} as const satisfies Record<string, readonly string[]>;

export type FinishMeaning = keyof typeof words;

const meanings = new Map<string, FinishMeaning>(
  Object.entries(words).flatMap(([meaning, known]) =>
    known.map((word): [string, FinishMeaning] => [word, meaning as FinishMeaning]),
  ),
);

/**
 * Parts of words that are in none of the lines. What they tell is worse than a plain end, which no part of a
 * word is enough for.
 */
const stems: readonly (readonly [FinishMeaning, RegExp])[] = [
  [
    'refused',
    /filter|safety|unsafe|guardrail|moderat|prohibited|policy|toxic|harmful|jailbreak|sensitive/,
  ],
  ['length', /length|max_|token_limit|context|ctx|too_long|truncat/],
  [
    'failed',
    /error|exception|abort|cancel|interrupt|disconnect|preempt|overload|unavailable|out_of_memory|time_?out|fail/,
  ],
];

/**
 * What a finish reason means, in whatever case and with whatever separators it is written; 'unknown' for a
 * word that is not in the table. Without one, nothing speaks against the answer's being whole.
 */
export function finishMeaning(finishReason: string | null): FinishMeaning | 'unknown' {
  if (finishReason === null) return 'whole';
  const word = finishReason
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z]+/g, '_')
    .replace(/^_?(?:(?:finish|stop)_reason_)?|_$/g, '');
  return meanings.get(word) ?? stems.find(([, stem]) => stem.test(word))?.[0] ?? 'unknown';
}
