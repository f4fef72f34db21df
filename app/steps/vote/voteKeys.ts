import type { VoteChoice } from '../../../contract/blindVotes.ts';

/** What each choice is called, and the key that makes it. */
export const voteChoiceKeys = {
  left: { label: 'A is better', key: 'ArrowLeft', sign: '←' },
  tie: { label: 'Tie', key: '=', sign: '=' },
  both_bad: { label: 'Both bad', key: '0', sign: '0' },
  right: { label: 'B is better', key: 'ArrowRight', sign: '→' },
} as const satisfies Record<VoteChoice, { label: string; key: string; sign: string }>;

export const UNDO_KEY = 'u';
