import { Link } from '@remix-run/react';
import { MessageSquare } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { steps } from '../../lib/steps.ts';
import { buttonClass } from '../../ui/Button.tsx';

const DrawerPanel = lazy(() => import('./DrawerPanel.tsx'));

/** Opens the chat beside the results that it is about. Without scripts it is the step of its own. */
export function ChatDrawer() {
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLAnchorElement>(null);
  return (
    <>
      <Link
        ref={opener}
        to={steps.chat.path}
        aria-expanded={isOpen}
        onClick={(event) => {
          event.preventDefault();
          setOpen(!isOpen);
        }}
        className={buttonClass('secondary', 'mb-2 print:hidden')}
      >
        <MessageSquare aria-hidden className="size-4" />
        Ask your model
      </Link>
      {isOpen && (
        <Suspense
          fallback={<p className="basis-full pb-2 text-sm text-muted">Loading the chat…</p>}
        >
          <DrawerPanel
            close={() => {
              setOpen(false);
              opener.current?.focus();
            }}
            giveWay={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}
