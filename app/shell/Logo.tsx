import { Link } from '@remix-run/react';
import { steps } from '../lib/steps.ts';

/** The product's name, leading to the first step. */
export function Logo() {
  return (
    <Link to={steps.welcome.path} className="group flex items-baseline gap-2.5">
      <span className="font-mono text-lg font-semibold tracking-tight group-hover:text-accent">
        BYOM
      </span>
      <span className="hidden text-sm text-muted sm:inline">Bring your own model</span>
    </Link>
  );
}
