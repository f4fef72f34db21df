import { problemOf } from './problemOf.ts';

/** With the time that polling takes, updates that a stream holds back come within five seconds. */
const POLL_AFTER_SILENCE_MS = 3_500;
const POLL_TIMEOUT_MS = 10_000;

/** What is followed, and who hears of it. */
export interface FollowedProgress<Update> {
  subscribe(handlers: {
    onData(update: Update): void;
    onError(error: unknown): void;
    onComplete(): void;
  }): { unsubscribe(): void };
  /** Asks for what is new; `isPart` where one answer could not hold it all. */
  poll(signal: AbortSignal): Promise<{ update: Update; isPart: boolean }>;
  /** Takes an update in, and says whether it was the last. */
  onUpdate(update: Update): { isOver: boolean };
  /** The server cannot be reached, which `error` tells of; polling goes on. */
  onLost(error: unknown): void;
  /** The server refuses for good, as when the session has ended. */
  onRefused(error: unknown): void;
  /** All is told: what was followed is over, and every update came. */
  onEnd?(): void;
}

/**
 * Follows something that goes on until it is over, by its stream of events. Where that is silent it is polled
 * as well: a proxy that collects what passes through it holds events back without closing anything.
 * A stream that broke for good is opened again.
 * @returns the way to end it
 */
export function followProgress<Update>(followed: FollowedProgress<Update>): () => void {
  const { onLost, onRefused, onEnd } = followed;
  let stream: { unsubscribe(): void } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isEnded = false;
  let updatesReceived = 0;
  let isFinished = false;

  function subscribe(): void {
    stream = followed.subscribe({
      onData: receive,
      onError: (error) => (isPermanentRefusal(error) ? refuse(error) : close()),
      // A server that is about to stop ends what it sends, not what is followed.
      onComplete: () => (isFinished ? finish() : close()),
    });
  }

  function receive(update: Update): void {
    if (isEnded) return;
    updatesReceived += 1;
    pollLater();
    isFinished = followed.onUpdate(update).isOver;
  }

  async function poll(): Promise<void> {
    const before = updatesReceived;
    try {
      const { update, isPart } = await followed.poll(AbortSignal.timeout(POLL_TIMEOUT_MS));
      // What the stream has brought meanwhile is newer.
      if (updatesReceived === before) receive(update);
      if (isEnded) return;
      if (isFinished && !isPart) return finish();
      if (!stream) subscribe();
      pollLater(isPart ? 0 : POLL_AFTER_SILENCE_MS);
    } catch (error) {
      if (isEnded) return;
      if (isPermanentRefusal(error)) return refuse(error);
      onLost(error);
      pollLater();
    }
  }

  function pollLater(ms = POLL_AFTER_SILENCE_MS): void {
    clearTimeout(timer);
    timer = setTimeout(poll, ms);
  }

  function refuse(error: unknown): void {
    if (isEnded) return;
    end();
    onRefused(error);
  }

  function finish(): void {
    if (isEnded) return;
    end();
    onEnd?.();
  }

  function close(): void {
    stream?.unsubscribe();
    stream = undefined;
  }

  function end(): void {
    isEnded = true;
    clearTimeout(timer);
    close();
  }

  subscribe();
  pollLater();
  return end;
}

/** Whether asking again is of no use. */
function isPermanentRefusal(error: unknown): boolean {
  const kind = problemOf(error)?.kind;
  return kind !== undefined && kind !== 'unavailable' && kind !== 'internal';
}
