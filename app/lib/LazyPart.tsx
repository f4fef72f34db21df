import { type ComponentType, lazy, Suspense, useDeferredValue, useMemo } from 'react';

/** A component that browsers load when it is shown. */
export interface LazyComponent<Props> {
  /** Once it is loaded, for the server: a page without scripts waits for nothing. */
  prepared: ComponentType<Props> | null;
  loaded: ComponentType<Props>;
  load(): Promise<ComponentType<Props>>;
}

export function lazyComponent<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): LazyComponent<Props> {
  // React's type of it has lost that it takes the same props.
  const loaded = lazy(async () => ({ default: await load() })) as unknown as ComponentType<Props>;
  return { prepared: null, loaded, load };
}

/** For loaders, which run on the server: whatever shows the component then has it at once. */
export async function prepare<Props>(component: LazyComponent<Props>): Promise<void> {
  component.prepared ??= await component.load();
}

/** Shows such a component. */
export function LazyPart<Props extends object>({
  component,
  props,
}: {
  component: LazyComponent<Props>;
  props: Props;
}) {
  // A change that comes while it is loaded waits for it: React would throw away what the server has sent.
  const shown = useDeferredValue(props);
  return useMemo(() => {
    const Shown = component.prepared ?? component.loaded;
    return (
      <Suspense fallback={<p className="py-10 text-muted">Loading…</p>}>
        <Shown {...shown} />
      </Suspense>
    );
  }, [component, shown]);
}
