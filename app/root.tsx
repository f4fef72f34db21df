import '@fontsource-variable/geist/wght.css';
import '@fontsource-variable/geist-mono/wght.css';
import './app.css';
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import {
  isRouteErrorResponse,
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useFetcher,
  useLocation,
  useMatches,
  useRouteLoaderData,
} from '@remix-run/react';
import { type ReactNode, useState } from 'react';
import { problemKinds } from '../contract/problemKinds.ts';
import { useHydrated } from './lib/useHydrated.ts';
import { ErrorPage } from './shell/ErrorPage.tsx';
import { useNonce } from './shell/nonce.ts';
import { refreshSecondsOf } from './shell/pageHandle.ts';
import { THEME_FETCHER, type Theme, toTheme } from './shell/theme.ts';
import { readTheme } from './shell/themeCookie.server.ts';

export async function loader({ request }: LoaderFunctionArgs) {
  return { theme: await readTheme(request) };
}

/** For what no route of ours answers; each page has a title of its own. */
export const meta: MetaFunction = ({ error }) => {
  const isMissing = isRouteErrorResponse(error) && error.status === problemKinds.not_found.http;
  return [{ title: isMissing ? 'Page not found · BYOM' : 'BYOM' }];
};

/** The theme in force: what was just clicked, else what the cookie says. */
export function useTheme(): Theme {
  const { formData } = useFetcher({ key: THEME_FETCHER });
  const loaded = useRouteLoaderData<typeof loader>('root');
  return toTheme(formData?.get('theme') ?? loaded?.theme);
}

export function Layout({ children }: { children: ReactNode }) {
  const nonce = useNonce();
  const theme = useTheme();
  // An error page that begins in the browser has its scripts already. React would make them anew by innerHTML,
  // which the policy for pages refuses, and nothing at all would be shown.
  const isHydrated = useHydrated();
  const [isFromServer] = useState(!isHydrated);
  const refreshSeconds = useMatches().map(refreshSecondsOf).find(Boolean);
  const { pathname, search } = useLocation();
  return (
    <html lang="en" data-theme={theme}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <Meta />
        <Links />
        {refreshSeconds && (
          <noscript>
            {/* Without the fragment: to an address that has one, browsers scroll instead of loading it again. */}
            <meta httpEquiv="refresh" content={`${refreshSeconds}; url=${pathname}${search}`} />
          </noscript>
        )}
      </head>
      <body>
        <a
          href="#content"
          className="absolute top-2 left-2 z-10 -translate-y-20 rounded-md bg-accent px-4 py-2 text-on-accent focus:translate-y-0"
        >
          Skip to content
        </a>
        {children}
        {isFromServer && (
          <>
            <ScrollRestoration nonce={nonce} />
            <Scripts nonce={nonce} />
          </>
        )}
      </body>
    </html>
  );
}

export default function App() {
  return <Outlet />;
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
