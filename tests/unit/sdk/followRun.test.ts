import { TRPCClientError } from '@trpc/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followRun } from '../../../sdk/followRun.ts';

type Handlers = {
  onData(event: { data: unknown }): void;
  onError(error: unknown): void;
  onComplete(): void;
};

/** A run as the server knows it, and streams that tell of it only when the test says so. */
function stubServer() {
  const stub = {
    results: 0,
    status: 'running',
    failure: undefined as unknown,
    most: 1_000,
    streams: [] as (Handlers & { lastEventId: number; unsubscribe: () => void })[],
    polls: [] as number[],
    event: (afterSeq = 0) => ({
      run: { status: stub.status, completedPrompts: stub.results },
      results: Array.from({ length: Math.min(stub.most, stub.results - afterSeq) }, (_, index) => ({
        seq: afterSeq + index + 1,
      })),
    }),
    client: {
      batch: {
        onProgress: {
          subscribe({ lastEventId }: { lastEventId: number }, handlers: Handlers) {
            const stream = { ...handlers, lastEventId, unsubscribe: vi.fn() };
            stub.streams.push(stream);
            return stream;
          },
        },
        get: {
          async query({ afterSeq }: { afterSeq: number }) {
            stub.polls.push(afterSeq);
            if (stub.failure) throw stub.failure;
            const event = stub.event(afterSeq);
            const last = afterSeq + event.results.length;
            return { ...event, nextAfterSeq: last < stub.results ? last : null };
          },
        },
      },
    },
  };
  return stub;
}

let server: ReturnType<typeof stubServer>;
const heard = { progress: vi.fn(), lost: vi.fn(), refused: vi.fn() };
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  server = stubServer();
  for (const listener of Object.values(heard)) listener.mockReset();
  stop = followRun({
    client: server.client as never,
    testRunId: 'run',
    lastSeq: 0,
    onProgress: heard.progress,
    onLost: heard.lost,
    onRefused: heard.refused,
  });
});
afterEach(() => {
  stop();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const seqsHeard = () =>
  heard.progress.mock.calls.flatMap(([{ results }]) =>
    results.map(({ seq }: { seq: number }) => seq),
  );
const refusal = TRPCClientError.from({
  error: { message: 'Gone.', code: -32012, data: { problem: { kind: 'session_expired' } } },
});
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('a run that is followed', () => {
  it('is not asked for while its stream tells of it', async () => {
    for (let results = 1; results <= 5; results++) {
      server.results = results;
      server.streams[0]?.onData({ data: server.event(results - 1) });
      await vi.advanceTimersByTimeAsync(3_000);
    }
    expect(server.polls).toEqual([]);
    expect(seqsHeard()).toEqual(upTo(5));
  });

  it('is asked for within five seconds when the stream holds everything back, and then again', async () => {
    server.results = 3;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(seqsHeard()).toEqual(upTo(3));
    server.results = 7;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(seqsHeard()).toEqual(upTo(7));
    server.status = 'completed';
    await vi.advanceTimersByTimeAsync(5_000);
    expect(heard.progress.mock.lastCall?.[0].run.status).toBe('completed');
    const polls = server.polls.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.polls).toHaveLength(polls);
    expect(server.streams).toHaveLength(1);
    expect(server.streams[0]?.unsubscribe).toHaveBeenCalled();
  });

  it('is asked for at once as long as one answer does not hold everything', async () => {
    server.most = 2;
    server.results = 7;
    await vi.advanceTimersByTimeAsync(4_000);
    expect(seqsHeard()).toEqual(upTo(7));
    expect(server.polls).toEqual([0, 2, 4, 6]);
  });

  it('is not told older news than it has heard', async () => {
    let answer = (_: unknown) => {};
    server.client.batch.get.query = () =>
      new Promise((resolve) => {
        answer = resolve;
      }) as never;
    await vi.advanceTimersByTimeAsync(3_500);
    const old = { ...server.event(), nextAfterSeq: null };
    server.results = 2;
    server.streams[0]?.onData({ data: server.event() });
    answer(old);
    await vi.advanceTimersByTimeAsync(0);
    expect(heard.progress).toHaveBeenCalledTimes(1);
  });

  it.each(['onError', 'onComplete'] as const)(
    'gets another stream after %s, from where it is',
    async (how) => {
      server.results = 4;
      server.streams[0]?.onData({ data: server.event() });
      server.streams[0]?.[how](new Error('429'));
      await vi.advanceTimersByTimeAsync(5_000);
      expect(server.streams.map(({ lastEventId }) => lastEventId)).toEqual([0, 4]);
      expect(heard.refused).not.toHaveBeenCalled();
    },
  );

  it('is left alone when its stream has told that it is over', async () => {
    server.status = 'completed';
    server.results = 2;
    server.streams[0]?.onData({ data: server.event() });
    server.streams[0]?.onComplete();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.polls).toEqual([]);
  });

  it('is lost while the server cannot be reached, and then goes on', async () => {
    server.failure = new TypeError('fetch failed');
    await vi.advanceTimersByTimeAsync(8_000);
    expect(heard.lost).toHaveBeenCalledTimes(2);
    server.failure = undefined;
    server.results = 2;
    await vi.advanceTimersByTimeAsync(4_000);
    expect(seqsHeard()).toEqual(upTo(2));
  });

  it('is given up when the server refuses, by either way', async () => {
    server.failure = refusal;
    await vi.advanceTimersByTimeAsync(4_000);
    expect(heard.refused).toHaveBeenCalledTimes(1);
    expect(heard.lost).not.toHaveBeenCalled();
    server.streams[0]?.onError(refusal);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.polls).toHaveLength(1);
    expect(heard.refused).toHaveBeenCalledTimes(1);
  });
});
