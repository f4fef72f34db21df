import type { Adaptations } from '../../../contract/connectionReport.ts';
import type { PossibleAdaptation } from './requestAdaptation.ts';

/**
 * How the requests of one call change while the endpoint refuses them. A part that a refusal clearly
 * rejects is left out for good; one that it only names is left out on trial, and asked for again if the
 * same refusal comes back. See docs/decisions/0010.
 */
export interface AdaptationTrials {
  /** What the next request has to do without. */
  readonly adaptations: Adaptations;
  /**
   * Takes note of a refusal and changes `adaptations`.
   * @param words of the endpoint, by which the same refusal is known again
   * @returns the adaptation that the next request tries; undefined when nothing is left to try
   */
  refused(possible: PossibleAdaptation[], words: string): PossibleAdaptation | undefined;
  /** What was on trial when the endpoint took the request; it is known to be needed now. */
  confirmed(): PossibleAdaptation[];
}

/** Begins with what is known of the endpoint. */
export function createAdaptationTrials(known: Adaptations): AdaptationTrials {
  let adaptations = known;
  let onTrial: (PossibleAdaptation & { words: string })[] = [];
  const tried = new Set<string>();

  return {
    get adaptations() {
      const trials = onTrial.map(({ feature, adaptation }) => [feature, adaptation]);
      return { ...adaptations, ...Object.fromEntries(trials) };
    },
    refused(possible, words) {
      // To leave it out has changed nothing.
      onTrial = onTrial.filter((trial) => trial.words !== words);
      const next = possible.find(
        ({ feature }) =>
          // Refused although it was left out: asking once more would never end.
          !Object.hasOwn(adaptations, feature) && !tried.has(feature),
      );
      if (!next) return undefined;
      tried.add(next.feature);
      if (next.isTrial) onTrial = [...onTrial, { ...next, words }];
      else adaptations = { ...adaptations, [next.feature]: next.adaptation };
      return next;
    },
    confirmed: () => onTrial,
  };
}
