import type { GraderSpec } from '../../../contract/graders.ts';
import { judge } from '../registry.ts';

const ROUNDS = 3;

/** Makes a grade of each kind a few times, so that none that counts has to wait until its code is loaded and compiled. */
export function warmUp(): void {
  const answer = 'It is **42** metres.\n\n```json\n{"height": 42}\n```\n\nAnswer: B';
  const prompt = 'How high is it?\nA) 41\nB) 42';
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { expected, grader } of samples) judge({ answer, prompt, expected, grader });
  }
}

const samples: { expected: string; grader: GraderSpec }[] = [
  { expected: '42 & metres', grader: { name: 'contains', ordered: true, ignore_echo: true } },
  { expected: 'B', grader: { name: 'exact', label: 'Answer' } },
  { expected: '42', grader: { name: 'numeric', unit: 'm', pick: 'first' } },
  { expected: 'B', grader: { name: 'choice' } },
  { expected: '', grader: { name: 'regex', pattern: '(\\d+) (?:metres|m)\\b', where: 'code' } },
  { expected: '{"height": 42}', grader: { name: 'json' } },
  {
    expected: '',
    grader: {
      name: 'json-schema',
      schema: { properties: { height: { type: 'integer' } }, patternProperties: { '^h': {} } },
    },
  },
  {
    expected: 'It is 42 metres high.',
    grader: { name: 'similarity', method: 'rouge-l', threshold: 0.5 },
  },
  { expected: '', grader: { name: 'refusal' } },
  { expected: '', grader: { name: 'length', unit: 'words', max: 10 } },
];
