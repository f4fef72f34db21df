import { useEffect, useState } from 'react';
import type { ChatMessage } from '../../lib/api.ts';
import { withByomClient } from '../../lib/byomClient.ts';
import { applyProgress } from './conversationState.ts';

const RECONNECT_AFTER_MS = 2_000;

/**
 * Follows an answer from where it is known until it ends. Pieces are handed on once a frame, however
 * fast they come. A lost connection resumes where it broke off.
 * @param onProgress gets the answer as far as it is; must stay the same function
 * @param refresh reads the conversation anew, for when following it was refused
 * @returns whether the connection is lost at the moment
 */
export function useAnswerStream(
  answer: ChatMessage | undefined,
  onProgress: (answer: ChatMessage) => void,
  refresh: () => Promise<void>,
): boolean {
  const [isLost, setLost] = useState(false);
  const [attempt, setAttempt] = useState(0);

  // The text that is known is only where to begin; its growth must not restart the stream.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (!answer) return;
    let latest = answer;
    let frame: number | null = null;
    let retry: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      frame = null;
      onProgress(latest);
    };
    const reconnect = () => {
      setLost(true);
      retry = setTimeout(async () => {
        await refresh();
        setAttempt((count) => count + 1);
      }, RECONNECT_AFTER_MS);
    };
    const unfollow = withByomClient(({ chat }) => {
      const subscription = chat.onToken.subscribe(
        {
          messageId: answer.id,
          lastEventId: `${answer.content.length}-${answer.reasoning?.length ?? 0}`,
        },
        {
          onData({ data }) {
            setLost(false);
            latest = applyProgress(latest, data);
            if (data.ended) {
              if (frame !== null) cancelAnimationFrame(frame);
              flush();
            } else frame ??= requestAnimationFrame(flush);
          },
          onConnectionStateChange({ state, error }) {
            if (state === 'pending') setLost(false);
            if (state === 'connecting' && error) setLost(true);
          },
          onError: reconnect,
          // A server that is about to stop ends what it sends, not the answer.
          onComplete() {
            if (latest.status === 'streaming') reconnect();
          },
        },
      );
      return () => subscription.unsubscribe();
    });
    return () => {
      unfollow();
      clearTimeout(retry);
      if (frame !== null) cancelAnimationFrame(frame);
      setLost(false);
    };
  }, [answer?.id, attempt, onProgress, refresh]);
  return isLost && answer !== undefined;
}
