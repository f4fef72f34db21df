/**
 * Whether this process can do its work now, part by part, for load balancers and operators.
 * See docs/decisions/0021.
 */

export const readinessChecks = ['database', 'migrations', 'queue'] as const;
export type ReadinessCheck = (typeof readinessChecks)[number];

export interface ReadinessReport {
  status: 'ready' | 'starting' | 'unready' | 'stopping';
  /** `ok`, or what is wrong with the part. */
  checks: Record<ReadinessCheck, string>;
}

export interface Readiness {
  /** From now on `probe` checks the part: it resolves with a problem, or with undefined. */
  watch(check: ReadinessCheck, probe: () => Promise<string | undefined>): void;
  /** Checks all parts at once; resolves within `PROBE_TIMEOUT_MS`. */
  report(): Promise<ReadinessReport>;
}

/** Load balancers give up after a few seconds, and a part that takes so long does not work. */
const PROBE_TIMEOUT_MS = 1_500;

/**
 * Not ready before every part is watched, nor once `stopping` aborts. `onProblem` is called with each
 * error that a probe throws.
 */
export function createReadiness(
  stopping: AbortSignal,
  onProblem: (check: ReadinessCheck, error: unknown) => void,
): Readiness {
  const probes = new Map<ReadinessCheck, () => Promise<string | undefined>>();
  let pendingReport: Promise<ReadinessReport> | undefined;

  async function runProbe(check: ReadinessCheck): Promise<[ReadinessCheck, string]> {
    const probe = probes.get(check);
    if (!probe) return [check, 'starting'];
    try {
      return [check, (await withinTime(probe())) ?? 'ok'];
    } catch (error) {
      onProblem(check, error);
      // The driver's message may name hosts and users, and the report is public.
      return [check, error instanceof ProbeTimeoutError ? error.message : 'failed'];
    }
  }

  async function runProbes(): Promise<ReadinessReport> {
    const results = await Promise.all(readinessChecks.map(runProbe));
    const checks = Object.fromEntries(results) as ReadinessReport['checks'];
    return { status: statusOf(checks), checks };
  }

  function statusOf(checks: ReadinessReport['checks']): ReadinessReport['status'] {
    if (stopping.aborted) return 'stopping';
    if (probes.size < readinessChecks.length) return 'starting';
    return Object.values(checks).every((found) => found === 'ok') ? 'ready' : 'unready';
  }

  return {
    watch(check, probe) {
      probes.set(check, probe);
    },
    async report() {
      // Requests that come meanwhile share the report, so that many cost no more than one.
      pendingReport ??= runProbes().finally(() => {
        pendingReport = undefined;
      });
      return pendingReport;
    },
  };
}

class ProbeTimeoutError extends Error {
  constructor() {
    super(`no answer within ${PROBE_TIMEOUT_MS} ms`);
  }
}

async function withinTime<Found>(probing: Promise<Found>): Promise<Found> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new ProbeTimeoutError()), PROBE_TIMEOUT_MS);
  });
  try {
    return await Promise.race([probing, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
