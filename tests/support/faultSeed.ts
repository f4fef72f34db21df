import { seededRandom } from './seededRandom.ts';

/** Fractions from 0 to 1 out of a seed, which is printed; `FAULT_SEED` plays a series again. */
export function randomFromFaultSeed(): () => number {
  const seed = Number(process.env.FAULT_SEED ?? Math.floor(Math.random() * 1e9));
  process.stdout.write(`faults are drawn from FAULT_SEED=${seed}\n`);
  return seededRandom(seed);
}
