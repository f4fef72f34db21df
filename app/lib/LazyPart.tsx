import { type ComponentType, useEffect, useReducer } from 'react';
import { loadUntilThere } from './loadUntilThere.ts';
import { useFromServer } from './useHydrated.ts';

/** A component that browsers load when it is shown (docs/decisions/0047). */
export interface LazyComponent<Props> {
  name: string;
  /** Null until it is loaded. */
  loaded: ComponentType<Props> | null;
  load(): Promise<void>;
}

type Loadable = Pick<LazyComponent<never>, 'load'>;

const named = new Map<string, Loadable>();

/**
 * Declares such a component, in a module that the route itself imports.
 * @param name told to the page that shows it, so that it is loaded before the page comes alive
 */
export function lazyComponent<Props extends object>(
  name: string,
  load: () => Promise<ComponentType<Props>>,
): LazyComponent<Props> {
  const component: LazyComponent<Props> = {
    name,
    loaded: null,
    async load() {
      component.loaded ??= await load();
    },
  };
  named.set(name, component);
  return component;
}

/** Shows such a component. */
export function LazyPart<Props extends object>({
  component,
  props,
}: {
  component: LazyComponent<Props>;
  props: Props;
}) {
  const isFromServer = useFromServer();
  const Shown = useLoadedPart(component);
  const { name } = component;
  if (Shown) {
    return (
      <div key="shown" data-part={name}>
        <Shown {...props} />
      </div>
    );
  }
  if (isFromServer) {
    // It could not be loaded before the page came alive. React leaves alone what the server has rendered in here.
    return (
      // biome-ignore lint/security/noDangerouslySetInnerHtml: nothing is set
      <div key="kept" suppressHydrationWarning dangerouslySetInnerHTML={{ __html: '' }} />
    );
  }
  return <p className="py-10 text-muted">Loading…</p>;
}

/** Such a component once it is there, for what shows something else until then; it is loaded where it is wanted. */
export function useLoadedPart<Props>(
  component: LazyComponent<Props>,
  isNeeded = true,
): ComponentType<Props> | null {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    if (component.loaded || !isNeeded) return;
    return loadUntilThere(() => component.load(), redraw);
  }, [component, isNeeded]);
  return component.loaded;
}

/** Loads all of them: for the server, which renders whole pages. */
export async function loadAllParts(): Promise<void> {
  await Promise.all([...named.values()].map((part) => part.load()));
}

/** Loads the parts that a page from the server shows, before it comes alive. */
export async function loadShownParts(): Promise<void> {
  const shown = [...document.querySelectorAll<HTMLElement>('[data-part]')];
  await loadParts(shown.flatMap(({ dataset }) => named.get(dataset.part ?? '') ?? []));
}

/** Loads parts before a page shows them. What does not come is asked for again once it is shown. */
export async function loadParts(parts: Loadable[]): Promise<void> {
  await Promise.allSettled(parts.map((part) => part.load()));
}
