import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLockstep } from '../../../../../server/runs/joint/lockstep.ts';

const never = new AbortController().signal;

describe('runs of a comparison', () => {
  let started: string[];
  beforeEach(() => {
    started = [];
    vi.useFakeTimers();
  });
  afterEach(() => void vi.useRealTimers());

  function open(sides = [0, 1], firstSide = 0) {
    const lockstep = createLockstep(sides, () => firstSide);
    const arrive = (side: number, place: number, patienceMs = 100, signal = never) =>
      lockstep.ready(side, place, { patienceMs, signal }).then(() => {
        started.push(`${side}@${place}`);
      });
    return { lockstep, arrive };
  }
  const settle = () => vi.advanceTimersByTimeAsync(0);

  it('start a prompt when both have come to it, whoever came first', async () => {
    const { arrive } = open();
    void arrive(0, 0);
    await vi.advanceTimersByTimeAsync(50);
    expect(started).toEqual([]);
    void arrive(1, 0);
    await settle();
    expect(started).toEqual(['0@0', '1@0']);
  });

  it('start it in the order that was drawn', async () => {
    const { arrive } = open([0, 1, 2], 1);
    void arrive(0, 0);
    void arrive(2, 0);
    void arrive(1, 0);
    await settle();
    expect(started[0]).toBe('1@0');
    expect(started).toHaveLength(3);
  });

  it('start prompt by prompt, however many of one side came first', async () => {
    const { arrive } = open();
    for (const side of [0, 1]) for (const place of [0, 1, 2]) void arrive(side, place);
    await settle();
    expect(started).toEqual(['0@0', '1@0', '0@1', '1@1', '0@2', '1@2']);
  });

  it('wait for a slow one once, as long as their patience, and no more until it has caught up', async () => {
    const { arrive } = open();
    void arrive(0, 0);
    await vi.advanceTimersByTimeAsync(99);
    expect(started).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(started).toEqual(['0@0']);
    void arrive(0, 1);
    void arrive(0, 2);
    await settle();
    expect(started).toEqual(['0@0', '0@1', '0@2']);
    // It comes late, and waits for nobody.
    void arrive(1, 0);
    void arrive(1, 1);
    await settle();
    expect(started.slice(3)).toEqual(['1@0', '1@1']);
    // It has caught up: they wait for each other again.
    void arrive(1, 2);
    await settle();
    void arrive(0, 3);
    await vi.advanceTimersByTimeAsync(50);
    expect(started).not.toContain('0@3');
    void arrive(1, 3);
    await settle();
    expect(started.slice(-2)).toEqual(['0@3', '1@3']);
  });

  it('do not wait for one that asks nothing more, or has nothing to ask there', async () => {
    const { lockstep, arrive } = open();
    void arrive(0, 4);
    void arrive(1, 7);
    await settle();
    expect(started).toEqual(['0@4']);
    lockstep.leave(0);
    await settle();
    expect(started).toEqual(['0@4', '1@7']);
    void arrive(1, 8);
    await settle();
    expect(started).toEqual(['0@4', '1@7', '1@8']);
  });

  it('end their waiting when they are told to', async () => {
    const { arrive } = open();
    const stop = new AbortController();
    const waiting = arrive(0, 0, 1_000, stop.signal);
    const refused = expect(waiting).rejects.toBe('stop');
    stop.abort('stop');
    await refused;
    await expect(arrive(0, 1, 1_000, stop.signal)).rejects.toBe('stop');
    expect(vi.getTimerCount()).toBe(0);
  });
});
