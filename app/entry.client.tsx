import { RemixBrowser } from '@remix-run/react';
import { setNonce } from 'get-nonce';
import { StrictMode, startTransition } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { loadShownParts } from './lib/LazyPart.tsx';

// Dialogs keep the page from scrolling by a style sheet, which the page's policy wants to see signed.
const { nonce } = document.querySelector<HTMLScriptElement>('script[nonce]') ?? {};
if (nonce) setNonce(nonce);

loadShownParts().then(() =>
  startTransition(() => {
    hydrateRoot(
      document,
      <StrictMode>
        <RemixBrowser />
      </StrictMode>,
    );
  }),
);
