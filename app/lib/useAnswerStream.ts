import { useRevalidator } from '@remix-run/react';
import { useEffect, useState } from 'react';
import { applyDelta, streamingMessage } from './answerStreamState.ts';
import type { ChatMessage } from './api.ts';
import { byomClient } from './byomClient.ts';

/**
 * The conversation with the answer that is being written kept up to date. It goes on where the
 * loaded text ends, so a reload in the middle of an answer loses nothing.
 */
export function useAnswerStream(loaded: ChatMessage[]): { messages: ChatMessage[]; lost: boolean } {
  const [answer, setAnswer] = useState<ChatMessage | null>(null);
  const [lost, setLost] = useState(false);
  const { revalidate } = useRevalidator();
  const growing = streamingMessage(loaded);

  // The loaded text is only where to begin; later loads must not restart the stream.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (!growing) return;
    setAnswer(growing);
    setLost(false);
    const subscription = byomClient().chat.onToken.subscribe(
      { messageId: growing.id, lastEventId: growing.content.length },
      {
        onData({ data }) {
          setLost(false);
          setAnswer((message) => applyDelta(message ?? growing, data));
          if (data.ended) revalidate();
        },
        onError() {
          setLost(true);
          // Says why: the session may have ended, or the answer may be complete.
          revalidate();
        },
      },
    );
    return () => subscription.unsubscribe();
  }, [growing?.id]);

  const messages = growing
    ? loaded.map((message) => (message.id === answer?.id ? answer : message))
    : loaded;
  return { messages, lost: lost && growing !== undefined };
}
