import { type ComponentType, lazy, Suspense } from 'react';

/** A component that browsers load when it is shown (docs/decisions/0047). */
export interface LazyComponent<Props> {
  name: string;
  /** Null until it is loaded. */
  loaded: ComponentType<Props> | null;
  loading: ComponentType<Props>;
  load(): Promise<void>;
}

const named = new Map<string, Pick<LazyComponent<never>, 'load'>>();

/** @param name told to the page that shows it, so that it is loaded before the page comes alive */
export function lazyComponent<Props extends object>(
  name: string,
  load: () => Promise<ComponentType<Props>>,
): LazyComponent<Props> {
  const component: LazyComponent<Props> = {
    name,
    loaded: null,
    // React's type of it has lost that it takes the same props.
    loading: lazy(async () => ({ default: await load() })) as unknown as ComponentType<Props>,
    async load() {
      component.loaded = await load();
    },
  };
  named.set(name, component);
  return component;
}

/** Shows such a component. */
export function LazyPart<Props extends object>({
  component: { name, loaded, loading },
  props,
}: {
  component: LazyComponent<Props>;
  props: Props;
}) {
  const Shown = loaded ?? loading;
  return (
    <div data-part={name}>
      <Suspense fallback={<p className="py-10 text-muted">Loading…</p>}>
        <Shown {...props} />
      </Suspense>
    </div>
  );
}

/**
 * Loads the parts that a page from the server shows. Without, whatever changes before they are there would make React
 * throw away what the server has sent of them.
 */
export async function loadShownParts(): Promise<void> {
  const parts = [...document.querySelectorAll<HTMLElement>('[data-part]')];
  await Promise.all(parts.map(({ dataset }) => named.get(dataset.part ?? '')?.load()));
}
