import { expect, it } from 'vitest';
import { finishMeaning } from '../../../contract/finishReasons.ts';

it.each([
  [null, 'whole'],
  ['stop', 'whole'],
  ['STOP', 'whole'],
  ['FINISH_REASON_STOP', 'whole'],
  ['endTurn', 'whole'],
  ['</s>', 'unknown'],
  ['length', 'length'],
  ['MaxTokens', 'length'],
  ['max-tokens', 'length'],
  ['SAFETY', 'refused'],
  ['network_error', 'failed'],
  ['tool_calls', 'tool_call'],
  ['gone_fishing', 'unknown'],
  ['', 'unknown'],
] as const)('%j means %s', (word, meaning) => {
  expect(finishMeaning(word)).toBe(meaning);
});
