import snakecaseKeys from 'snakecase-keys';
import type { EndedBlindVote } from '../../../contract/blindVotes.ts';

/** A blind vote as both JSON exports have it. */
export function exportedVote({ ended: _ended, ...vote }: EndedBlindVote): Record<string, unknown> {
  return snakecaseKeys({ ...vote }, { deep: true });
}
