import type { ChatExchangeOutput, ChatMessageOutput } from '../server/api/index.ts';
import { byomError } from './byomError.ts';
import { errorFrom } from './errorFrom.ts';
import { type EventQueue, eventQueue } from './eventQueue.ts';
import type { FollowingConnection } from './followingConnection.ts';

const RESUBSCRIBE_AFTER_MS = 1_000;

/**
 * The answer to a question, as it is written. Iterate over it for the text in pieces, or wait for `message`. Leaving the
 * loop, or an abort, stops the model.
 */
export class Answer implements AsyncIterable<string> {
  readonly #connection: FollowingConnection<'chat'>;
  readonly #exchange: Promise<ChatExchangeOutput>;

  /** @internal */
  constructor(connection: FollowingConnection<'chat'>, exchange: Promise<ChatExchangeOutput>) {
    this.#connection = connection;
    this.#exchange = exchange;
    // Whoever uses the answer hears of it.
    exchange.catch(() => {});
  }

  /**
   * Pieces of the text as they come. Where a model turns out to have been thinking aloud, the text begins again behind
   * what was told; `message` has it whole and right.
   * @throws ByomError `answer_failed` in the endpoint's words; what kept the question from being asked
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<string, undefined> {
    for await (const { delta } of this.#updates()) if (delta) yield delta;
  }

  /**
   * Waits for the end of the answer.
   * @returns the message as it is stored, with what was checked of its figures
   * @throws ByomError as iterating does
   */
  async message(): Promise<ChatMessageOutput> {
    for await (const { ended } of this.#updates()) if (ended) return ended;
    throw byomError('unreachable', 'The answer was not told to its end.', { status: null });
  }

  async *#updates(): AsyncGenerator<AnswerPiece, undefined> {
    const { answer } = await this.#exchange;
    const { client, signal } = this.#connection;
    const queue = eventQueue<AnswerPiece>(signal);
    const follow = this.#follow(answer.id, queue);
    let isOver = false;
    try {
      for await (const piece of queue) {
        const { ended } = piece;
        isOver = ended !== null;
        if (ended?.status === 'failed') {
          const said = ended.error ?? 'The model did not answer.';
          throw byomError('answer_failed', said, { status: null });
        }
        yield piece;
      }
    } catch (error) {
      // What the server refuses for good is nothing that could be stopped.
      throw errorFrom(error);
    } finally {
      follow.unsubscribe();
      if (!isOver) await client.chat.stop.mutate({ messageId: answer.id }).catch(() => {});
    }
  }

  #follow(messageId: string, queue: EventQueue<AnswerPiece>): { unsubscribe(): void } {
    const { client, timeoutMs } = this.#connection;
    let offsets = '0-0';
    let isOver = false;
    let subscription: { unsubscribe(): void } | undefined;
    let again: ReturnType<typeof setTimeout> | undefined;
    let lost: ReturnType<typeof setTimeout> | undefined;
    const found = () => {
      clearTimeout(lost);
      lost = undefined;
    };
    const subscribe = () => {
      subscription = client.chat.onToken.subscribe(
        { messageId, lastEventId: offsets },
        {
          onData({ id, data: { delta, ended } }) {
            found();
            offsets = id;
            queue.push({ delta, ended });
            if (!ended) return;
            isOver = true;
            queue.end();
          },
          onConnectionStateChange({ state, error }) {
            if (state === 'pending') found();
            if (state === 'connecting' && error) {
              lost ??= setTimeout(() => queue.fail(error), timeoutMs);
            }
          },
          onError: (error) => queue.fail(error),
          // A server that is about to stop ends what it sends, not the answer.
          onComplete() {
            if (!isOver) again = setTimeout(subscribe, RESUBSCRIBE_AFTER_MS);
          },
        },
      );
    };
    subscribe();
    return {
      unsubscribe() {
        found();
        clearTimeout(again);
        subscription?.unsubscribe();
      },
    };
  }
}

interface AnswerPiece {
  delta: string;
  /** The message as it is stored, with the last piece. */
  ended: ChatMessageOutput | null;
}
