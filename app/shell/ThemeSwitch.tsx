import { useFetcher, useLocation } from '@remix-run/react';
import { Monitor, Moon, Sun } from 'lucide-react';
import { THEME_FETCHER, type Theme, themes } from './theme.ts';

const themeOptions = {
  system: { Icon: Monitor, label: 'Follow the system' },
  light: { Icon: Sun, label: 'Light' },
  dark: { Icon: Moon, label: 'Dark' },
} as const;

/** Chooses the colours. A plain form, so that it works before any script. */
export function ThemeSwitch({ theme }: { theme: Theme }) {
  const fetcher = useFetcher({ key: THEME_FETCHER });
  const { pathname, search } = useLocation();
  return (
    <fetcher.Form method="post" action="/theme">
      <fieldset className="flex rounded-md border border-rule">
        <legend className="sr-only">Colours</legend>
        <input type="hidden" name="returnTo" value={pathname + search} />
        {themes.map((choice) => {
          const { Icon, label } = themeOptions[choice];
          return (
            <button
              type="submit"
              key={choice}
              name="theme"
              value={choice}
              aria-pressed={choice === theme}
              title={label}
              className={
                'flex size-8 cursor-pointer items-center justify-center rounded-md text-muted ' +
                'hover:text-ink aria-pressed:bg-sunken aria-pressed:text-ink'
              }
            >
              <Icon aria-hidden className="size-4" />
              <span className="sr-only">{label}</span>
            </button>
          );
        })}
      </fieldset>
    </fetcher.Form>
  );
}
