import { isRouteErrorResponse, useRouteError } from '@remix-run/react';
import { problemKinds } from '../../contract/problemKinds.ts';
import { steps } from '../lib/steps.ts';
import { ButtonLink } from '../ui/Button.tsx';
import { Logo } from './Logo.tsx';

/** A whole page for what went wrong outside of a step: an unknown address, a fault of ours. */
export function ErrorPage() {
  const error = useRouteError();
  const isMissing = isRouteErrorResponse(error) && error.status === problemKinds.not_found.http;
  const { http: status } = problemKinds[isMissing ? 'not_found' : 'internal'];
  return (
    <>
      <header className="border-b border-rule">
        <div className="mx-auto max-w-page px-4 py-4 sm:px-8">
          <Logo />
        </div>
      </header>
      <main id="content" className="mx-auto max-w-page px-4 py-16 sm:px-8 sm:py-24">
        <p className="figures text-sm text-muted">{status}</p>
        <h1 className="mt-2 text-3xl font-semibold tracking-tight sm:text-4xl">
          {isMissing ? 'There is nothing at this address' : 'Something went wrong on our side'}
        </h1>
        <p className="mt-4 max-w-prose text-muted">
          {isMissing
            ? 'The link may be old, or a letter may be missing. The six steps start on the welcome page.'
            : 'Nothing you entered was lost. Reload the page; if it happens again, start from the welcome page.'}
        </p>
        <ButtonLink to={steps.welcome.path} variant="primary" className="mt-8" reloadDocument>
          Go to the welcome page
        </ButtonLink>
      </main>
    </>
  );
}
