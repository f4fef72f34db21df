import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import type { ProviderPreset } from '../../lib/api.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Section } from '../../ui/Section.tsx';

/** Providers to start from. Links, so that choosing one works before any script. */
export function PresetChoice({
  presets,
  selected,
  linkTo,
  level,
  children,
}: {
  presets: ProviderPreset[];
  selected: ProviderPreset | null;
  linkTo: (provider: string) => string;
  level?: 2 | 3;
  /** Stands above the providers. */
  children?: ReactNode;
}) {
  return (
    <Section title="Start from" level={level}>
      {children && <div className="mb-5">{children}</div>}
      <ul className="grid grid-cols-1 gap-2 xs:grid-cols-2">
        {presets.map((preset) => (
          <li key={preset.provider} className={isSimulated(preset) ? 'xs:col-span-full' : ''}>
            <Link
              to={linkTo(preset.provider)}
              replace
              preventScrollReset
              aria-current={preset === selected || undefined}
              className={
                'block h-full rounded-md border border-rule bg-surface px-3 py-2 ' +
                'transition-colors hover:border-edge aria-[current]:border-accent ' +
                'aria-[current]:bg-accent-soft'
              }
            >
              <span className="flex flex-wrap items-center justify-between gap-x-2">
                <span className="font-medium">{preset.name}</span>
                {isSimulated(preset) && <Badge tone="accent">Built in</Badge>}
              </span>
              <span className="block truncate text-sm text-muted">
                {isSimulated(preset)
                  ? 'Prepared answers, for trying BYOM without an account'
                  : new URL(preset.baseUrl).host}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {selected && selected.notes.length > 0 && (
        <ul className="mt-3 list-disc space-y-1 pl-4 text-sm text-muted">
          {selected.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <p className="mt-3 text-sm text-muted">
        {selected?.docsUrl ? (
          <a href={selected.docsUrl} target="_blank" rel="noopener noreferrer" className="link">
            {selected.name} documentation
          </a>
        ) : (
          'Or enter any other URL in the form.'
        )}
      </p>
    </Section>
  );
}

const isSimulated = (preset: ProviderPreset) => preset.provider === 'simulated';
