/**
 * Loaded before a process (`--import`): its wall clock goes wrong by `CLOCK_SHIFT_MS`, and steps to and
 * fro by a minute as a clock under a bad time server does. Timers and `performance.now()` go on as ever.
 */
const shiftMs = Number(process.env.CLOCK_SHIFT_MS);
const RealDate = Date;

function now(): number {
  const real = RealDate.now();
  return real + shiftMs + (Math.floor(real / 1_000) % 2) * 60_000;
}

class ShiftedDate extends RealDate {
  // biome-ignore lint/suspicious/noExplicitAny: as many ways to make a date as the original has
  constructor(...parts: any[]) {
    super(...((parts.length === 0 ? [now()] : parts) as [number]));
  }

  static override now = now;
}

globalThis.Date = ShiftedDate as DateConstructor;

export {};
