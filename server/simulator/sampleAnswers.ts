/** Right answers to curated prompts that ask for more than their expected answer, found by a part of the prompt. */
const samples: [partOfPrompt: string, answer: string][] = [
  [
    'the five highest mountains',
    'SELECT name, height_m FROM mountains ORDER BY height_m DESC LIMIT 5',
  ],
  ['how many lines the file `server.log` has', 'wc -l server.log'],
  [
    'many workers take jobs from the table `jobs`',
    "SELECT * FROM jobs WHERE status = 'queued' ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED",
  ],
  [
    'Write an acrostic of six lines',
    [
      'Snow is leaving the field',
      'Puddles mirror the sky',
      'Rooks are back in the elm',
      'Ivy shines on the wall',
      'Nothing is cold any more',
      'Green is the name of the lane',
      '',
      'SPRING',
    ].join('\n'),
  ],
  [
    'The heroine, a young mapmaker',
    'Amber drew the last bend of the river. Then the raft hit the rock, and Amber let go of the map.',
  ],
  [
    'set in an invented city',
    'In Veroel the ferries rust at their chains. Nobody in Veroel still owns a suitcase.',
  ],
];

export function sampleAnswer(prompt: string): string | undefined {
  return samples.find(([part]) => prompt.includes(part))?.[1];
}
