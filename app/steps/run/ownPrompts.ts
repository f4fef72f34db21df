import type { SuitePrompt } from '../../../contract/suites.ts';
import { parseJsonField } from '../../lib/jsonField.ts';

/** Most prompts that are typed one by one; more go into a suite. */
export const MAX_TYPED_PROMPTS = 30;
/** Boxes that stand there to begin with. */
const MIN_BOXES = 3;

/** A prompt as somebody types it, every text as it is. */
export interface TypedPrompt {
  prompt: string;
  expected: string;
  /** What no box shows of a prompt that is run again, as JSON: earlier messages, grader, category. */
  rest: string;
}

export const emptyPrompt: TypedPrompt = { prompt: '', expected: '', rest: '' };

/** Reads the boxes of a form; those of a prompt stand at the same place in three lists. */
export function readTypedPrompts(form: FormData): TypedPrompt[] {
  const texts = (name: string) => form.getAll(name).map(String);
  const [expected, rest] = [texts('expectedAnswer'), texts('promptRest')];
  return texts('prompt').map((prompt, index) => ({
    // As a browser sends a line break of a box.
    prompt: prompt.replaceAll('\r\n', '\n'),
    expected: (expected[index] ?? '').replaceAll('\r\n', '\n'),
    rest: rest[index] ?? '',
  }));
}

/** As the API takes them; boxes without anything in them are none. */
export function parseTypedPrompts(typed: TypedPrompt[]): SuitePrompt[] {
  return typed
    .filter(({ prompt, expected }) => prompt.trim() !== '' || expected.trim() !== '')
    .map(({ prompt, expected, rest }) => {
      const { messages: history, ...others } = restOf(rest);
      return {
        prompt,
        ...(history && {
          messages: [...history, { role: 'user' as const, content: prompt.trim() }],
        }),
        ...(expected.trim() !== '' && { expected_answer: expected }),
        ...others,
      };
    });
}

/** The other way round, for running prompts again. */
export function typedPromptsOf(prompts: SuitePrompt[]): TypedPrompt[] {
  return prompts.map(({ prompt, expected_answer: expected = '', messages, ...others }) => {
    const rest = { ...(messages && { messages: messages.slice(0, -1) }), ...others };
    return {
      prompt,
      expected,
      rest: Object.keys(rest).length === 0 ? '' : JSON.stringify(rest),
    };
  });
}

/** With empty boxes behind, so that there is room to type. */
export function withRoom(typed: TypedPrompt[]): TypedPrompt[] {
  const empty = Math.max(1, MIN_BOXES - typed.length);
  return [...typed, ...Array.from({ length: empty }, () => emptyPrompt)];
}

/** What is wrong with it the API says. */
function restOf(json: string): Omit<SuitePrompt, 'prompt' | 'expected_answer'> {
  const rest = parseJsonField(json);
  return typeof rest === 'object' && rest !== null ? rest : {};
}
