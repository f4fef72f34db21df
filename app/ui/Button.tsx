import { Link, type LinkProps } from '@remix-run/react';
import { LoaderCircle } from 'lucide-react';
import type { ComponentPropsWithRef, ReactNode } from 'react';

type Variant = 'primary' | 'secondary' | 'quiet' | 'danger';

interface ButtonStyleProps {
  variant?: Variant;
  className?: string;
  children: ReactNode;
}

/** A button. `busy` shows that its work is under way and keeps it from being pressed twice. */
export function Button({
  variant = 'secondary',
  busy = false,
  className,
  children,
  disabled,
  ...props
}: ButtonStyleProps & { busy?: boolean } & ComponentPropsWithRef<'button'>) {
  return (
    <button
      {...props}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={buttonClass(variant, className)}
    >
      {busy && <LoaderCircle aria-hidden className="size-4 animate-spin" />}
      {children}
    </button>
  );
}

/** A link that looks like a button, for going somewhere rather than doing something. */
export function ButtonLink({
  variant = 'secondary',
  className,
  ...props
}: ButtonStyleProps & LinkProps) {
  return <Link {...props} className={buttonClass(variant, className)} />;
}

const variants: Record<Variant, string> = {
  primary: 'border-transparent bg-accent text-on-accent hover:bg-accent-strong',
  secondary: 'border-edge bg-surface text-ink hover:border-ink',
  quiet: 'border-transparent text-muted hover:bg-sunken hover:text-ink',
  danger: 'border-bad text-bad hover:bg-bad-soft',
};

export function buttonClass(variant: Variant, className = ''): string {
  return (
    'inline-flex min-h-11 items-center justify-center gap-2 rounded-md border px-4 py-2 ' +
    'text-[0.9375rem] leading-tight font-medium transition-colors cursor-pointer ' +
    `disabled:cursor-default disabled:opacity-60 ${variants[variant]} ${className}`
  );
}
