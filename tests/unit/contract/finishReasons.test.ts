import { describe, expect, it } from 'vitest';
import { finishMeaning } from '../../../contract/finishReasons.ts';

const met = {
  whole:
    'stop STOP EOS eos_token end_turn FINISH_REASON_STOP FinishReason.STOP EndOfText <|im_end|>',
  length: 'length MAX_TOKENS max-tokens maxTokens max_tokens_reached length_capped context_window',
  refused: 'content_filter SAFETY ContentFiltered policy_violation ERROR_TOXIC IMAGE_SAFETY',
  failed: 'error abort network_error system_error TIMEOUT client_disconnect OOM USER_CANCEL',
  tool_call: 'tool_calls TOOL_USE function_call',
  open: 'null None not_finished FINISH_REASON_UNSPECIFIED',
  unknown: 'gone_fishing OTHER stopped_by_magic early_stop load',
};

describe.each(Object.entries(met))('finish reasons that mean %s', (meaning, words) => {
  it.each(words.split(' '))('%s', (word) => {
    expect(finishMeaning(word)).toBe(meaning);
  });
});

it('no finish reason speaks against nothing', () => {
  expect(finishMeaning(null)).toBe('whole');
});
