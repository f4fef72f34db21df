import { useRouteError } from '@remix-run/react';
import { problemKinds } from '../../contract/problemKinds.ts';
import { steps } from '../lib/steps.ts';
import { ButtonLink } from '../ui/Button.tsx';
import { Logo } from './Logo.tsx';
import { type RefusalText, refusalText } from './refusalTexts.ts';
import { TriesAgain } from './TriesAgain.tsx';

/** A whole page for what went wrong outside of a step: an unknown address, a fault of ours, a database away. */
export function ErrorPage() {
  const { kind, title, message, retryAfterSeconds } = refusalText(useRouteError()) ?? fault;
  const triesAgain = kind === 'unavailable' && retryAfterSeconds !== undefined;
  return (
    <>
      <header className="border-b border-rule">
        <div className="mx-auto max-w-page px-4 py-4 sm:px-8">
          <Logo />
        </div>
      </header>
      <main id="content" className="mx-auto max-w-page px-4 py-16 sm:px-8 sm:py-24">
        <p className="figures text-sm text-muted">{problemKinds[kind].http}</p>
        <h1 className="mt-2 text-3xl font-semibold tracking-tight sm:text-4xl">{title}</h1>
        <div className="mt-4 max-w-prose text-muted">
          <p>{message}</p>
          {triesAgain && <TriesAgain afterSeconds={retryAfterSeconds} />}
        </div>
        {!triesAgain && (
          <ButtonLink to={steps.welcome.path} variant="primary" className="mt-8" reloadDocument>
            Go to the welcome page
          </ButtonLink>
        )}
      </main>
    </>
  );
}

const fault: RefusalText = {
  kind: 'internal',
  title: 'Something went wrong on our side',
  message:
    'Nothing you entered was lost. Reload the page; if it happens again, start from the welcome page.',
};
