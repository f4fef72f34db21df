/**
 * P-values of several tests, adjusted so that the chance of any false alarm among them stays at the level. In the order
 * in which they came.
 * Source: S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979).
 */
export function holmAdjusted(pValues: number[]): number[] {
  const ascending = pValues
    .map((pValue, index) => ({ pValue, index }))
    .sort((one, other) => one.pValue - other.pValue);
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  for (const [rank, { pValue, index }] of ascending.entries()) {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * pValue));
    adjusted[index] = largest;
  }
  return adjusted;
}
