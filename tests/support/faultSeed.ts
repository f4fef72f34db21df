/** Fractions from 0 to 1 out of a seed, which is printed; `FAULT_SEED` plays a series again. */
export function faultsFromSeed(): () => number {
  const seed = Number(process.env.FAULT_SEED ?? Math.floor(Math.random() * 1e9));
  process.stdout.write(`faults are drawn from FAULT_SEED=${seed}\n`);
  let state = seed >>> 0;
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
