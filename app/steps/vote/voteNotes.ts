import type { CastVote, VoteChoice } from '../../../contract/blindVotes.ts';

/** What the address says of a vote that was not counted, because the page that it came from was an old one. */
const notes = {
  once: 'You had voted on that pair already, and it counts once. This is the next one.',
  first: 'You had voted on that pair already, and your first vote counts. This is the next one.',
  early: 'A vote was taken back in another tab. Go on from here.',
} as const;

type NoteName = keyof typeof notes;

/** The name of what is to be said of a vote; null where it was counted. */
export function noteOf({ counted, choice }: CastVote, sent: VoteChoice): NoteName | null {
  if (counted) return null;
  if (choice === null) return 'early';
  return choice === sent ? 'once' : 'first';
}

/** Null where the address names nothing. */
export function noteText(name: string | null): string | null {
  return name !== null && Object.hasOwn(notes, name) ? notes[name as NoteName] : null;
}
