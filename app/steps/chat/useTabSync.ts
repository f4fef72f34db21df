import { useCallback, useEffect, useRef } from 'react';

const LOOK_EVERY_MS = 5_000;

/**
 * Looks again when another tab says that it did something, and now and then for what no tab of this
 * browser did. A tab that is not seen looks when it is seen again.
 * @param look must stay the same function
 * @returns tells the other tabs
 */
export function useTabSync(look: () => void): () => void {
  const channel = useRef<BroadcastChannel | null>(null);
  useEffect(() => {
    const opened = new BroadcastChannel('byom-chat');
    channel.current = opened;
    const lookIfSeen = () => {
      if (!document.hidden) look();
    };
    opened.addEventListener('message', look);
    document.addEventListener('visibilitychange', lookIfSeen);
    const timer = setInterval(lookIfSeen, LOOK_EVERY_MS);
    return () => {
      opened.close();
      channel.current = null;
      document.removeEventListener('visibilitychange', lookIfSeen);
      clearInterval(timer);
    };
  }, [look]);
  return useCallback(() => channel.current?.postMessage(null), []);
}
