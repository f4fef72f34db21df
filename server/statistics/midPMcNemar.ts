/**
 * The two-sided mid-p-value of McNemar's test: how likely a split of the pairs that differ is that is at least as uneven,
 * if each of them could as well have gone the other way; the split that was seen counts by half. 1 where as many were
 * gained as lost.
 * Source: M. W. Fagerland, S. Lydersen and P. Laake, "The McNemar test for binary matched-pairs data: mid-p and
 * asymptotic are better than exact conditional", BMC Medical Research Methodology 13 (2013).
 */
export function midPMcNemar(gained: number, lost: number): number {
  if (gained === lost) return 1;
  const trials = gained + lost;
  const fewer = Math.min(gained, lost);
  // Probabilities are summed as multiples of the largest one, from the middle outwards: that needs no factorials, which
  // lose their digits for many trials.
  let multiple = 1;
  let half = 0;
  let tail = 0;
  let atFewer = 0;
  const middle = Math.floor(trials / 2);
  for (let successes = middle; successes >= 0 && multiple > 0; successes -= 1) {
    // The middle one of an even number has no counterpart in the other half.
    half += successes * 2 === trials ? multiple / 2 : multiple;
    if (successes <= fewer) tail += multiple;
    if (successes === fewer) atFewer = multiple;
    multiple *= successes / (trials - successes + 1);
  }
  return Math.min(1, (2 * tail - atFewer) / (2 * half));
}
