/** The adapter checks that this process makes. */
import { createLeasedWork, type LeasedWork } from '../connections/index.ts';
import type { CheckPrompt } from './checkPrompts.ts';
import {
  type CheckedPair,
  type CheckLease,
  checkTopic,
  dropCheck,
  releaseLease,
  renewLease,
} from './checkStore.ts';
import { type MakeCheckDeps, makeCheck } from './makeCheck.ts';

export interface LiveChecks extends Pick<LeasedWork, 'close'> {
  /** Makes a check whose row `beginCheck` has just leased. */
  begin(pair: CheckedPair, lease: CheckLease, prompts: CheckPrompt[]): void;
}

/** @param onFault hears of a fault of ours, which costs the check */
export function createLiveChecks(
  deps: MakeCheckDeps & { onFault(error: unknown): void },
): LiveChecks {
  const { db } = deps;
  const checks = createLeasedWork(deps);
  return {
    begin(pair, lease, prompts) {
      const { sessionHash } = pair.candidate;
      const held = {
        key: `${lease.id} ${lease.leaseNumber}`,
        topic: checkTopic(sessionHash),
        renew: () => renewLease(db, lease),
        release: () => releaseLease(db, lease),
        drop: () => dropCheck(db, sessionHash, lease),
      };
      checks.begin(held, [pair.candidate, pair.baseline], (signal) =>
        makeCheck(deps, pair, { prompts, lease, signal }),
      );
    },
    close: checks.close,
  };
}
