import { Link } from '@remix-run/react';
import { MessageSquare, X } from 'lucide-react';
import { type KeyboardEvent, lazy, Suspense, useEffect, useRef, useState } from 'react';
import { steps } from '../../lib/steps.ts';
import { buttonClass } from '../../ui/Button.tsx';

const DrawerConversation = lazy(() => import('./DrawerConversation.tsx'));

/** The chat beside the results that it is about. Without scripts it is the step of its own. */
export function ChatDrawer() {
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLAnchorElement>(null);
  const drawer = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isOpen) drawer.current?.focus();
  }, [isOpen]);
  const close = () => {
    setOpen(false);
    opener.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an answer is written, Escape stops that.
    const isAnswering = drawer.current?.querySelector('#stop-answer');
    if (event.key !== 'Escape' || event.defaultPrevented || isAnswering) return;
    event.stopPropagation();
    close();
  };
  return (
    <>
      <Link
        ref={opener}
        to={steps.chat.path}
        aria-expanded={isOpen}
        onClick={(event) => {
          event.preventDefault();
          if (isOpen) close();
          else setOpen(true);
        }}
        className={buttonClass('secondary', 'mb-2 print:hidden')}
      >
        <MessageSquare aria-hidden className="size-4" />
        Ask your model
      </Link>
      {isOpen && (
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
          <Suspense fallback={<p className="py-6 text-muted">Loading…</p>}>
            <DrawerConversation drawer={drawer} />
          </Suspense>
        </aside>
      )}
    </>
  );
}
