import { isRunOver } from '../../../contract/runs.ts';
import { type ByomClient, problemOf } from '../../../sdk/index.ts';
import { lastKnownSeq, type RunProgress } from './runProgressState.ts';

/** With the time that polling takes, updates that a stream holds back come within five seconds. */
const POLL_AFTER_SILENCE_MS = 3_500;
const POLL_TIMEOUT_MS = 10_000;

interface FollowedRun {
  client: Pick<ByomClient, 'batch'>;
  testRunId: string;
  /** Number of the last result that is known. */
  lastSeq: number;
  /** Gets updates as they come; results may overlap those of the update before. */
  onProgress(progress: RunProgress): void;
  /** The server cannot be reached; polling goes on. */
  onLost(): void;
  /** The server refuses for good, as when the session has ended. */
  onRefused(): void;
}

/**
 * Follows a run until it is over, by its stream of events. Where that is silent the run is polled
 * as well: a proxy that collects what passes through it holds events back without closing anything.
 * A stream that broke for good is opened again.
 * @returns the way to end it
 */
export function followRun(options: FollowedRun): () => void {
  const { client, testRunId, onProgress, onLost, onRefused } = options;
  let { lastSeq } = options;
  let stream: { unsubscribe(): void } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isEnded = false;
  let updatesReceived = 0;
  let isFinished = false;

  function subscribe(): void {
    stream = client.batch.onProgress.subscribe(
      { testRunId, lastEventId: lastSeq },
      {
        onData: ({ data }) => receive(data),
        onError: (error) => (isPermanentRefusal(error) ? refuse() : close()),
        // A server that is about to stop ends what it sends, not the run.
        onComplete: () => (isFinished ? end() : close()),
      },
    );
  }

  function receive(progress: RunProgress): void {
    if (isEnded) return;
    updatesReceived += 1;
    isFinished = isRunOver(progress.run);
    lastSeq = Math.max(lastSeq, lastKnownSeq(progress));
    pollLater();
    onProgress(progress);
  }

  async function poll(): Promise<void> {
    const before = updatesReceived;
    try {
      const { nextAfterSeq, ...progress } = await client.batch.get.query(
        { testRunId, afterSeq: lastSeq },
        { signal: AbortSignal.timeout(POLL_TIMEOUT_MS) },
      );
      // What the stream has brought meanwhile is newer.
      if (updatesReceived === before) receive(progress);
      if (isEnded) return;
      if (isRunOver(progress.run) && nextAfterSeq === null) return end();
      if (!stream) subscribe();
      pollLater(nextAfterSeq === null ? POLL_AFTER_SILENCE_MS : 0);
    } catch (error) {
      if (isEnded) return;
      if (isPermanentRefusal(error)) return refuse();
      onLost();
      pollLater();
    }
  }

  function pollLater(ms = POLL_AFTER_SILENCE_MS): void {
    clearTimeout(timer);
    timer = setTimeout(poll, ms);
  }

  function refuse(): void {
    if (isEnded) return;
    end();
    onRefused();
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
