import type { ReactNode } from 'react';

const MAX_SHOWN_CHARACTERS = 60;

/**
 * A link that a model wrote. It always says where it leads, and nothing follows it but a click: the
 * address may carry anything the model knows.
 */
export function ExternalLink({
  href,
  children,
}: {
  href: string | undefined;
  children: ReactNode;
}) {
  if (!href) return <span>{children}</span>;
  const url = new URL(href);
  const target = url.href.replace(/^(https?:\/\/|mailto:)/, '').replace(/\/$/, '');
  const showsItsAddress = children === href || children === target || children === url.href;
  return (
    <>
      <a
        href={url.href}
        title={url.href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className="link"
      >
        <bdi>{children}</bdi>
      </a>
      {!showsItsAddress && (
        // Isolated, so that no character in the link's text turns the address round.
        <bdi dir="ltr" className="text-[0.875em] text-muted">
          {` (${shortened(target)})`}
        </bdi>
      )}
    </>
  );
}

/** Web and mail addresses; whatever else a link may be is no link here. */
export function safeUrl(url: string): string | undefined {
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  return ['http:', 'https:', 'mailto:'].includes(protocol) ? url : undefined;
}

const shortened = (address: string) =>
  address.length > MAX_SHOWN_CHARACTERS ? `${address.slice(0, MAX_SHOWN_CHARACTERS)}…` : address;
