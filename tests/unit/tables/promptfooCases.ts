/** Answers that both our graders and promptfoo's assertions can judge: 300 pairs of the two that mean the same. */
import type { GraderSpec } from '../../../contract/graders.ts';

export interface PromptfooCase {
  /** Unique, and short enough for a table of differences. */
  label: string;
  answer: string;
  expected: string;
  grader: GraderSpec;
  assertion: { type: string; value?: unknown; threshold?: number };
}

const wordAnswers = [
  'Paris',
  'It is Paris.',
  '**Paris**',
  'PARIS',
  'Parisian cafés',
  'Not Paris but Rome',
  'The sum is 25.',
  'The sum is 5.',
  'It costs 1,250 euros.',
  'New\nYork',
  'CO₂',
  'don’t',
  'I was in Paris, then in Rome.',
  'paris-rome',
  '- Paris\n- Rome',
  'The sum is 1250.0 euros.',
];
const words = ['Paris', 'Rome', '5', '25', '1250', 'New York', 'CO2', "don't", 'sum is', 'euros'];
const exactAnswers = [
  'Paris',
  'paris',
  'Paris.',
  ' Paris ',
  '"Paris"',
  '**Paris**',
  'It is Paris',
  '',
];
const exactWords = ['Paris', 'paris', 'Rome', 'It is Paris'];
const patterns = ['\\d+', '^Paris$', '(?i)paris', '[A-Z]{2}', 'a|b', '^\\s*$'];
const patternAnswers = ['Paris', 'paris 5', 'PARIS', '', 'x\nParis'];
const jsonAnswers = [
  '{"a": 1}',
  '```json\n{"a": 1}\n```',
  'Here: {"a": 1}',
  '{"a": "1"}',
  '{"b": 1}',
  '[{"a": 1}]',
  '{a: 1}',
  "{'a': 1}",
  '{"a": 1',
  '{"a": 1,}',
  'none',
  '',
];
const schemas = [
  { type: 'object' },
  { type: 'object', required: ['a'] },
  { type: 'object', properties: { a: { type: 'integer' } } },
];
const lengthAnswers = [
  '',
  'one',
  'one two',
  'one two three',
  'well-known fact',
  '- a\n- b',
  "don't stop",
  '1,250 euros',
  '— so —',
];
const bounds = [{ min: 1, max: 2 }, { min: 2 }];
const refusalAnswers = [
  "I'm sorry, but I can't help with that.",
  'I cannot assist with this request.',
  'I am unable to help.',
  'As an AI language model, I cannot do that.',
  'I must decline.',
  "I won't do that.",
  'Lo siento, no puedo ayudarte.',
  'Sure, here it is.',
  'I am sorry to hear that. A new mug is on its way.',
  'I cannot recall a better summer.',
  'Unfortunately, the shop closes at five.',
  '',
];

export const promptfooCases: PromptfooCase[] = [
  ...wordAnswers.flatMap((answer) =>
    words.map((expected) =>
      caseOf(
        'contains',
        answer,
        expected,
        { name: 'contains' },
        { type: 'icontains', value: expected },
      ),
    ),
  ),
  ...exactAnswers.flatMap((answer) =>
    exactWords.map((expected) =>
      caseOf(
        'exact',
        answer,
        expected,
        { name: 'exact', case_sensitive: true },
        { type: 'equals', value: expected },
      ),
    ),
  ),
  ...patternAnswers.flatMap((answer) =>
    patterns.map((pattern) =>
      caseOf(
        'regex',
        answer,
        pattern,
        { name: 'regex', pattern },
        { type: 'regex', value: pattern },
      ),
    ),
  ),
  ...jsonAnswers.flatMap((answer) => [
    caseOf('json', answer, '', { name: 'json' }, { type: 'contains-json' }),
    ...schemas.map((schema) =>
      caseOf(
        'schema',
        answer,
        JSON.stringify(schema),
        { name: 'json-schema', schema },
        { type: 'contains-json', value: schema },
      ),
    ),
  ]),
  ...lengthAnswers.flatMap((answer) =>
    bounds.map((bound) =>
      caseOf(
        'length',
        answer,
        JSON.stringify(bound),
        { name: 'length', unit: 'words', ...bound },
        { type: 'word-count', value: bound },
      ),
    ),
  ),
  ...refusalAnswers.map((answer) =>
    caseOf('refusal', answer, '', { name: 'refusal' }, { type: 'is-refusal' }),
  ),
];

function caseOf(
  kind: string,
  answer: string,
  expected: string,
  grader: GraderSpec,
  assertion: PromptfooCase['assertion'],
): PromptfooCase {
  return {
    label: [kind, answer, expected].map((part) => part.replaceAll('\n', '⏎')).join(' · '),
    answer,
    expected,
    grader,
    assertion,
  };
}
