/** The words with which servers end an answer. */
import { answered, broken, saying } from './expectations.ts';
import { DONE, finish, piece, stream } from './streamParts.ts';
import type { WireCase } from './wireCase.ts';

const truncated = { outcome: 'truncated', success: true, response: 'Par' };

const rows: [id: string, word: string, result: object][] = [
  ['18a', 'abort', broken(saying('abort'))],
  ['18b', 'error', broken(saying('error'))],
  ['18c', 'max_tokens', truncated],
  ['18d', 'sensitive', { outcome: 'refused', success: false, response: 'Par' }],
  ['18e', 'network_error', broken(saying('network_error'))],
  ['18f', 'insufficient_system_resource', broken(saying('insufficient_system_resource'))],
  ['18g', 'MAX_TOKENS', truncated],
  ['18h', 'model_length', truncated],
  ['18i', 'eos_token', { ...answered('Par'), correct: false }],
  ['18j', 'SAFETY', { outcome: 'refused', success: false, response: 'Par' }],
  ['18l', 'system_error', broken(saying('system_error'))],
  ['18m', 'max_tokens_reached', truncated],
  ['18k', 'gone_fishing', { outcome: 'unclear', response: 'Par', finish_reason: 'gone_fishing' }],
];

export const finishReasons: WireCase[] = rows.map(([id, word, result]) => ({
  id,
  what: `the finish reason ${word}`,
  respond: stream(piece('Par'), finish(word), DONE),
  config: { max_retries: 0 },
  expected: { result },
}));
