import { useSubmit } from '@remix-run/react';
import { useEffect } from 'react';
import { voteChoices } from '../../../contract/blindVotes.ts';
import { UNDO_KEY, voteChoiceKeys } from './voteKeys.ts';

/** Votes by the keys ←, →, = and 0, and takes the last vote back by u; not while somebody types, nor twice on one pair. */
export function useVoteKeys({ place, isBusy }: { place: number; isBusy: boolean }): void {
  const submit = useSubmit();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      if (!(event.target instanceof Element) || event.target.closest(TYPED_INTO)) return;
      const choice = voteChoices.find((each) => voteChoiceKeys[each].key === event.key);
      if (choice ? isScrolledBy(event.target, event.key) : event.key !== UNDO_KEY) return;
      event.preventDefault();
      // A key that is held down would vote on what nobody has read.
      if (isBusy || event.repeat) return;
      if (choice) submit({ intent: 'cast', place, choice }, { method: 'post', replace: true });
      else if (place > 0) {
        submit({ intent: 'undo', place: place - 1 }, { method: 'post', replace: true });
      }
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [place, isBusy, submit]);
}

const TYPED_INTO = 'input, textarea, select, [contenteditable]';

/** Whether an arrow moves a wide table or long lines of code, which have the focus then. */
function isScrolledBy(target: Element, key: string): boolean {
  if (!key.startsWith('Arrow')) return false;
  const box = target.closest('#content [tabindex="0"]');
  return box !== null && box.scrollWidth > box.clientWidth;
}
