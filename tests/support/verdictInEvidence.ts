import type { VerdictInEvidence } from '../../server/chat/context/verdict.ts';

/** A verdict as the chat is told it. */
export function aVerdict(change: Partial<VerdictInEvidence> = {}): VerdictInEvidence {
  return {
    candidate: 'B',
    baseline: 'A',
    comparison: {
      sentence: 'Better on your task: 9 of 10 against 3.',
      n: 10,
      bothRight: 2,
      bothWrong: 0,
      gained: 7,
      lost: 1,
      missing: 0,
    },
    gained: ['B#4', 'B#5'],
    lost: ['B#9'],
    ...change,
  };
}
