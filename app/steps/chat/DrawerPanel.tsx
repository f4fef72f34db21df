import { Link } from '@remix-run/react';
import { X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { steps } from '../../lib/steps.ts';
import { useGivesWayToFocus } from '../../lib/useGivesWayToFocus.ts';
import { DrawerConversation } from './DrawerConversation.tsx';

/** The chat over the page that it is about, loaded once it is opened. */
export default function DrawerPanel({
  close,
  giveWay,
}: {
  /** On request: the focus goes back to what opened it. */
  close(): void;
  /** The focus has gone elsewhere already. */
  giveWay(): void;
}) {
  const drawer = useRef<HTMLElement>(null);
  useEffect(() => drawer.current?.focus(), []);
  useGivesWayToFocus(drawer, giveWay);
  const onKeyDown = (event: KeyboardEvent) => {
    // While an answer is written, Escape stops that.
    const isAnswering = drawer.current?.querySelector('#stop-answer');
    if (event.key !== 'Escape' || event.defaultPrevented || isAnswering) return;
    event.stopPropagation();
    close();
  };
  return (
    <aside
      ref={drawer}
      tabIndex={-1}
      aria-label="Chat"
      onKeyDown={onKeyDown}
      className="fixed inset-y-0 right-0 z-20 w-full overflow-y-auto border-l border-rule bg-paper px-5 shadow-lg sm:w-[30rem] print:hidden"
    >
      <header className="sticky top-0 z-1 flex items-center justify-between gap-4 border-b border-rule bg-paper py-3">
        <h2 className="font-semibold">Ask your model</h2>
        <span className="flex items-center gap-3 text-sm">
          <Link to={steps.chat.path} className="link py-2">
            Open as a page
          </Link>
          <button
            type="button"
            onClick={close}
            aria-label="Close the chat"
            className="inline-flex size-11 cursor-pointer items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-ink"
          >
            <X aria-hidden className="size-5" />
          </button>
        </span>
      </header>
      <DrawerConversation drawer={drawer} />
    </aside>
  );
}
