import type { MouseEvent } from 'react';
import { voteChoices } from '../../../contract/blindVotes.ts';
import { Button } from '../../ui/Button.tsx';
import { Key } from './Key.tsx';
import { voteChoiceKeys } from './voteKeys.ts';

/** The four things that can be said of two answers. */
export function VoteButtons() {
  return (
    <div className="grid grid-cols-2 gap-2 sm:grid-cols-4 sm:gap-3">
      {voteChoices.map((choice) => {
        const { label, key, sign } = voteChoiceKeys[choice];
        return (
          <Button
            key={choice}
            name="choice"
            value={choice}
            aria-keyshortcuts={key}
            onClick={unlessDoubled}
          >
            {label} <Key>{sign}</Key>
          </Button>
        );
      })}
    </div>
  );
}

/** The second half of a double click would be a vote on the next pair, which nobody has read. */
function unlessDoubled(event: MouseEvent) {
  if (event.detail > 1) event.preventDefault();
}
