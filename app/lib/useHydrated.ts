import { useState, useSyncExternalStore } from 'react';

const subscribe = () => () => {};

/** False on the server and while the page comes alive, true from then on. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  );
}

/** Whether a component was in the page that the server sent; it stays so once the page is alive. */
export function useFromServer(): boolean {
  const isHydrated = useHydrated();
  const [isFromServer] = useState(!isHydrated);
  return isFromServer;
}
