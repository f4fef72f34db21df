import type { LoaderFunctionArgs } from '@remix-run/node';
import { Outlet, useLoaderData, useLocation, useMatches, useNavigation } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import { stepAt, steps } from '../lib/steps.ts';
import { readSession } from '../lib/wizardSession.server.ts';
import { useTheme } from '../root.tsx';
import { Logo } from '../shell/Logo.tsx';
import { fillsScreen, type PageHandle, stepOf } from '../shell/pageHandle.ts';
import { SessionCountdown } from '../shell/SessionCountdown.tsx';
import { SessionEnding } from '../shell/SessionEnding.tsx';
import { STEP_HEADING_ID } from '../shell/StepHeading.tsx';
import { Stepper } from '../shell/Stepper.tsx';
import { ThemeSwitch } from '../shell/ThemeSwitch.tsx';
import { useFocusInView } from '../shell/useFocusInView.ts';
import { isEnding, useMinutesLeft } from '../shell/useMinutesLeft.ts';

export async function loader({ context }: LoaderFunctionArgs) {
  const wizard = await readSession(context);
  return wizard.state === 'live'
    ? {
        secondsLeft: wizard.session.expiresInSeconds,
        isModelConnected: wizard.session.connectionTested,
      }
    : { secondsLeft: null, isModelConnected: false };
}

export default function Wizard() {
  const { secondsLeft, isModelConnected } = useLoaderData<typeof loader>();
  const { pathname } = useLocation();
  const theme = useTheme();
  const matches = useMatches();
  const named = matches.map(stepOf).find(Boolean);
  const isFull = matches.some(fillsScreen);
  const isWide = matches.some((match) => (match.handle as PageHandle<unknown>)?.isWide);
  const width = isFull ? 'max-w-desk' : isWide ? 'max-w-page 2xl:max-w-wide' : 'max-w-page';
  useFocusOnHeading(pathname);
  useFocusInView();
  const minutesLeft = useMinutesLeft(secondsLeft);

  return (
    <>
      <PendingLine />
      {minutesLeft !== null && isEnding(minutesLeft) && isModelConnected && (
        <SessionEnding minutes={minutesLeft} />
      )}
      <header className="border-b border-rule print:hidden">
        <div className={`mx-auto px-4 pt-3 pb-3 sm:px-8 sm:pt-4 ${width}`}>
          <div className="mb-4 flex items-center justify-between gap-4 sm:mb-5">
            <Logo />
            <div className="flex items-center gap-3 sm:gap-5">
              {minutesLeft !== null && <SessionCountdown minutes={minutesLeft} />}
              <ThemeSwitch theme={theme} />
            </div>
          </div>
          <Stepper
            current={named ? steps[named] : stepAt(pathname)}
            isModelConnected={isModelConnected}
          />
        </div>
      </header>
      <main
        id="content"
        className={`mx-auto px-4 pb-20 sm:px-8 print:p-0 ${isFull ? 'pt-5' : 'pt-8 sm:pt-12'} ${width}`}
      >
        <Outlet />
      </main>
    </>
  );
}

/** A hairline at the top while the next page is on its way. */
function PendingLine() {
  const isPending = useNavigation().state !== 'idle';
  return (
    <div
      aria-hidden
      className={`fixed inset-x-0 top-0 z-10 h-0.5 bg-accent transition-opacity delay-150 ${
        isPending ? 'animate-pulse opacity-100' : 'opacity-0'
      }`}
    />
  );
}

/** Tells a screen reader which step it is on: without a page load nothing else would. */
function useFocusOnHeading(pathname: string): void {
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    // A form that opens with the step has put the focus where a person goes on.
    if (document.activeElement?.matches('#content form :is(input, textarea, select)')) return;
    document.getElementById(STEP_HEADING_ID)?.focus({ preventScroll: true });
  }, [pathname]);
}
