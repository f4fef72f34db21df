/** The groups of operations, by the first part of their addresses. */

const groups = [
  {
    name: 'Session',
    description: 'Connecting a model, testing it, deleting everything.',
    parts: ['configure', 'cleanup', 'presets', 'models', 'local-servers'],
  },
  {
    name: 'Models',
    description: 'The models of a session, each by itself.',
    parts: ['connections'],
  },
  { name: 'Adapter check', description: 'Is an adapter on?', parts: ['checks'] },
  { name: 'Suites', description: 'Sets of prompts.', parts: ['suites'] },
  {
    name: 'Runs',
    description: 'Asking a model the prompts of a suite, and what came of it.',
    parts: ['batch-test'],
  },
  {
    name: 'Comparisons',
    description: 'Two runs held against each other.',
    parts: ['comparisons', 'compare'],
  },
  { name: 'Blind votes', description: 'Which of two answers is better.', parts: ['votes'] },
  { name: 'Chat', description: 'Asking the model about its results.', parts: ['atlas', 'chat'] },
  { name: 'Export', description: 'Downloads.', parts: ['export'] },
];

export const tags = groups.map(({ name, description }) => ({ name, description }));

/** @param address as `/batch-test/name` */
export function tagOf(address: string): string {
  const [, part = ''] = address.split('/');
  const group = groups.find(({ parts }) => parts.includes(part));
  if (!group) throw new Error(`No group of operations has ${address}.`);
  return group.name;
}
