import { useCallback, useEffect, useRef } from 'react';

const REFRESH_EVERY_MS = 5_000;

/**
 * Looks again when another tab says that it did something, and now and then for what no tab of this
 * browser did. A tab that is not seen looks when it is seen again.
 * @param refresh must stay the same function
 * @returns tells the other tabs
 */
export function useTabSync(refresh: () => void): () => void {
  const channel = useRef<BroadcastChannel | null>(null);
  useEffect(() => {
    const opened = new BroadcastChannel('byom-chat');
    channel.current = opened;
    const refreshIfVisible = () => {
      if (!document.hidden) refresh();
    };
    opened.addEventListener('message', refresh);
    document.addEventListener('visibilitychange', refreshIfVisible);
    const timer = setInterval(refreshIfVisible, REFRESH_EVERY_MS);
    return () => {
      opened.close();
      channel.current = null;
      document.removeEventListener('visibilitychange', refreshIfVisible);
      clearInterval(timer);
    };
  }, [refresh]);
  return useCallback(() => channel.current?.postMessage(null), []);
}
