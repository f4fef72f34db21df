import type { Verdict } from '../../contract/runComparison.ts';
import type { DecidedVerdict } from './verdictOf.ts';

/**
 * The verdict that there would be if all missing pairs had gone against the side that leads; null where it would be the
 * same. Where neither leads, or where the verdict is that neither does, both are tried, `lost` first, and the first other
 * verdict counts. Null too where nothing is missing, and where the verdict is open for another reason than its interval:
 * then nothing is claimed that missing pairs could overthrow.
 * @param verdictIfAll the verdict if all missing pairs had been gained, or lost
 */
export function* worstCase({
  decided: { verdict, undecidedBecause },
  difference,
  missing,
  verdictIfAll,
}: {
  decided: DecidedVerdict;
  difference: number | null;
  missing: number;
  verdictIfAll: (change: 'gained' | 'lost') => Generator<void, Verdict>;
}): Generator<void, Verdict | null> {
  if (missing === 0 || difference === null) return null;
  if (undecidedBecause !== null && undecidedBecause !== 'interval') return null;
  const nobodyLeads = difference === 0 || verdict === 'equivalent' || verdict === 'no_worse';
  const changes = (['lost', 'gained'] as const).filter(
    (change) => nobodyLeads || (change === 'lost') === difference > 0,
  );
  for (const change of changes) {
    const other = yield* verdictIfAll(change);
    if (other !== verdict) return other;
  }
  return null;
}
