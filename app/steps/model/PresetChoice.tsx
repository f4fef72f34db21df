import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import type { ProviderPreset } from '../../lib/api.ts';
import { plural } from '../../lib/format.ts';
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
  const isFirst = ({ provider }: ProviderPreset) => FIRST.includes(provider);
  const [first, others] = [presets.filter(isFirst), presets.filter((each) => !isFirst(each))];
  return (
    <Section title="Start from" level={level}>
      {children && <div className="mb-5">{children}</div>}
      <PresetLinks presets={first} selected={selected} linkTo={linkTo} />
      <details open={others.some((preset) => preset === selected) || undefined} className="mt-2">
        <summary className="link w-fit cursor-pointer py-1 text-[0.9375rem]">
          {plural(others.length, 'more provider')}
        </summary>
        <div className="mt-2">
          <PresetLinks presets={others} selected={selected} linkTo={linkTo} />
        </div>
      </details>
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

/** Offered in one row; the others are folded up. */
const FIRST = ['simulated', 'openai', 'openrouter', 'ollama', 'vllm'];

function PresetLinks({
  presets,
  selected,
  linkTo,
}: {
  presets: ProviderPreset[];
  selected: ProviderPreset | null;
  linkTo: (provider: string) => string;
}) {
  return (
    <ul className="flex flex-wrap gap-2">
      {presets.map((preset) => (
        <li key={preset.provider}>
          <Link
            to={linkTo(preset.provider)}
            replace
            preventScrollReset
            aria-current={preset === selected || undefined}
            className={
              'flex min-h-11 items-center gap-2 rounded-md border border-rule bg-surface px-3 py-1.5 ' +
              'text-[0.9375rem] font-medium transition-colors hover:border-edge ' +
              'aria-[current]:border-accent aria-[current]:bg-accent-soft'
            }
          >
            {preset.name}
            {preset.provider === 'simulated' && <Badge tone="accent">Built in</Badge>}
          </Link>
        </li>
      ))}
    </ul>
  );
}
