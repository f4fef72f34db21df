import type { MappedField } from '../../contract/suiteFiles.ts';

/** What people call the columns of their files, the likeliest name first. */
const names: [MappedField, string[]][] = [
  [
    'messages',
    [
      'messages',
      'conversations',
      'conversation',
      'chat',
      'dialog',
      'dialogue',
      'turns',
      'contents',
    ],
  ],
  ['system', ['system', 'system_prompt', 'system_message', 'system_instruction']],
  [
    'prompt',
    [
      'prompt',
      'instruction',
      'question',
      'input',
      'query',
      'user_prompt',
      'user_input',
      'user_message',
      'user',
      'problem',
      'task',
      'text',
      'request',
      'q',
      'frage',
      'aufgabe',
      'pregunta',
      'pergunta',
      'domanda',
      'vraag',
      'pytanie',
      'вопрос',
      '问题',
      '問題',
      '質問',
      '질문',
      'سؤال',
      'السؤال',
    ],
  ],
  [
    'expected_answer',
    [
      'expected_answer',
      'expected',
      'expected_output',
      'expected_response',
      'reference_answer',
      'reference_output',
      'reference',
      'ground_truth',
      'ideal',
      'target',
      'gold',
      'answer',
      'correct_answer',
      'correct_label',
      'best_answer',
      'completion',
      'output',
      'response',
      'solution',
      'label',
      'chosen',
      'preferred_output',
      'assistant',
      'a',
      'antwort',
      'lösung',
      'réponse',
      'respuesta',
      'resposta',
      'risposta',
      'antwoord',
      'odpowiedź',
      'ответ',
      '答案',
      '回答',
      '답변',
      'جواب',
      'الجواب',
    ],
  ],
  ['grader', ['grader']],
  [
    'category',
    [
      'category',
      'topic',
      'subject',
      'domain',
      'task_type',
      'type',
      'tag',
      'kategorie',
      'catégorie',
      'categoría',
      'categoria',
    ],
  ],
  ['split', ['split', 'set', 'partition', 'subset', 'fold']],
  ['id', ['id', 'uuid', 'guid', 'custom_id', 'question_id', 'task_id', 'row_id', 'key']],
];

const known = new Map(
  names.flatMap(([field, ofField]) =>
    ofField.map((name, rank) => [name, { field, rank }] as const),
  ),
);

/** What a column of that name stands for, and how likely others of the field come before it; undefined for unknown ones. */
export function knownField(name: string): { field: MappedField; rank: number } | undefined {
  return known.get(normalised(name));
}

/** `Expected Answer`, `expectedAnswer` and `expected-answer` are `expected_answer`. */
export function normalised(name: string): string {
  return name
    .normalize('NFC')
    .trim()
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[\s\-_]+/g, '_')
    .replace(/^_+|_+$/g, '');
}
