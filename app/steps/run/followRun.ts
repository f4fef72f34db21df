import { isRunOver } from '../../../contract/runs.ts';
import { type ByomClient, problemOf } from '../../../sdk/index.ts';
import { lastKnownSeq, type RunProgress } from './runProgressState.ts';

/** With the time that asking takes, news that a stream holds back come within five seconds. */
const ASK_AFTER_SILENT_MS = 3_500;
const ANSWER_WITHIN_MS = 10_000;

interface FollowedRun {
  client: Pick<ByomClient, 'batch'>;
  testRunId: string;
  /** Number of the last result that is known. */
  lastSeq: number;
  /** Gets news as they come; results may overlap those of the news before. */
  onProgress(progress: RunProgress): void;
  /** The server cannot be reached; it is asked again and again. */
  onLost(): void;
  /** The server does not tell any more, as when the session has ended. */
  onRefused(): void;
}

/**
 * Follows a run until it is over, by its stream of events. Where that is silent the run is asked for
 * as well: a proxy that collects what passes through it holds events back without closing anything.
 * A stream that broke for good is opened again.
 * @returns the way to end it
 */
export function followRun(followed: FollowedRun): () => void {
  const { client, testRunId, onProgress, onLost, onRefused } = followed;
  let { lastSeq } = followed;
  let stream: { unsubscribe(): void } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isEnded = false;
  let heard = 0;
  let isFinished = false;

  function listen(): void {
    stream = client.batch.onProgress.subscribe(
      { testRunId, lastEventId: lastSeq },
      {
        onData: ({ data }) => hear(data),
        onError: (error) => (isRefusal(error) ? refuse() : close()),
        // A server that is about to stop ends what it sends, not the run.
        onComplete: () => (isFinished ? end() : close()),
      },
    );
  }

  function hear(progress: RunProgress): void {
    if (isEnded) return;
    heard += 1;
    isFinished = isRunOver(progress.run);
    lastSeq = Math.max(lastSeq, lastKnownSeq(progress));
    waitAgain();
    onProgress(progress);
  }

  async function ask(): Promise<void> {
    const before = heard;
    try {
      const { nextAfterSeq, ...progress } = await client.batch.get.query(
        { testRunId, afterSeq: lastSeq },
        { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) },
      );
      // What the stream has told meanwhile is newer.
      if (heard === before) hear(progress);
      if (isEnded) return;
      if (isRunOver(progress.run) && nextAfterSeq === null) return end();
      if (!stream) listen();
      waitAgain(nextAfterSeq === null ? ASK_AFTER_SILENT_MS : 0);
    } catch (error) {
      if (isEnded) return;
      if (isRefusal(error)) return refuse();
      onLost();
      waitAgain();
    }
  }

  function waitAgain(ms = ASK_AFTER_SILENT_MS): void {
    clearTimeout(timer);
    timer = setTimeout(ask, ms);
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

  listen();
  waitAgain();
  return end;
}

/** Whether asking again is of no use. */
function isRefusal(error: unknown): boolean {
  const kind = problemOf(error)?.kind;
  return kind !== undefined && kind !== 'unavailable' && kind !== 'internal';
}
