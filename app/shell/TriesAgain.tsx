import { useRevalidator } from '@remix-run/react';
import { useEffect } from 'react';

/** Says that the page tries again by itself, and does so, without a script as well. */
export function TriesAgain({ afterSeconds }: { afterSeconds: number }) {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    const timer = setInterval(revalidate, afterSeconds * 1_000);
    return () => clearInterval(timer);
  }, [revalidate, afterSeconds]);
  return (
    <>
      <noscript>
        <meta httpEquiv="refresh" content={`${afterSeconds}`} />
      </noscript>
      <p className="mt-4">This page tries again by itself.</p>
    </>
  );
}
