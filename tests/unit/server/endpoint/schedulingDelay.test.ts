import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createSchedulingDelayMeter } from '../../../../server/endpoint/schedulingDelay.ts';

function blockFor(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('the scheduling delay', () => {
  it('shows how long the event loop was blocked', async () => {
    const measurement = createSchedulingDelayMeter().measure();
    await pause(50);
    blockFor(120);
    await pause(50);
    const delay = measurement.end();
    expect(delay?.maxMs).toBeGreaterThan(80);
    expect(delay?.p99Ms).toBeGreaterThan(80);
  });

  it('is told of the span that was measured alone, for each who measures', async () => {
    const meter = createSchedulingDelayMeter();
    const whole = meter.measure();
    await pause(30);
    blockFor(1_000);
    await pause(30);
    const after = meter.measure();
    await pause(60);
    expect(whole.end()?.maxMs).toBeGreaterThan(900);
    // A busy machine may be late, too, but not by that much.
    expect(after.end()?.maxMs).toBeLessThan(900);
  });

  it('counts a delay by how long it lasted, as answers that arrive in it are all late', async () => {
    const measurement = createSchedulingDelayMeter().measure();
    await pause(1_500);
    blockFor(120);
    await pause(100);
    // Seven of a hundred moments lie in it, but it is one of a hundred and fifty looks.
    expect(measurement.end()?.p99Ms).toBeGreaterThan(80);
  });

  it('sees a delay that lasts until its end', async () => {
    const measurement = createSchedulingDelayMeter().measure();
    await pause(50);
    blockFor(120);
    expect(measurement.end()?.maxMs).toBeGreaterThan(80);
  });

  it('is unknown where nothing could be seen', () => {
    expect(createSchedulingDelayMeter().measure().end()).toBeNull();
  });
});
