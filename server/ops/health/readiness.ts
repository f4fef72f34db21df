/**
 * Whether this process can do its work now, part by part, for load balancers and operators.
 * See docs/decisions/0021.
 */

export const readinessChecks = ['database', 'migrations', 'queue'] as const;
export type ReadinessCheck = (typeof readinessChecks)[number];

export interface ReadinessReport {
  status: 'ready' | 'starting' | 'unready' | 'stopping';
  /** `ok`, or what is the matter with the part. */
  checks: Record<ReadinessCheck, string>;
}

export interface Readiness {
  /** From now on `probe` says whether the part works, by resolving with a problem or without one. */
  watch(check: ReadinessCheck, probe: () => Promise<string | undefined>): void;
  /** Asks all parts at once; answers within `PROBE_TIMEOUT_MS`. */
  report(): Promise<ReadinessReport>;
}

/** A load balancer gives up after a few seconds, and what takes so long is not well. */
const PROBE_TIMEOUT_MS = 1_500;

/**
 * Nothing is ready until it is watched, nor once the process is `stopping`. `onProblem` hears each
 * failure of a probe.
 */
export function createReadiness(
  stopping: AbortSignal,
  onProblem: (check: ReadinessCheck, error: unknown) => void,
): Readiness {
  const probes = new Map<ReadinessCheck, () => Promise<string | undefined>>();
  let asking: Promise<ReadinessReport> | undefined;

  async function ask(check: ReadinessCheck): Promise<[ReadinessCheck, string]> {
    const probe = probes.get(check);
    if (!probe) return [check, 'starting'];
    try {
      return [check, (await withinTime(probe())) ?? 'ok'];
    } catch (error) {
      onProblem(check, error);
      // What the driver says may name hosts and users, and anyone may read this.
      return [check, error instanceof ProbeTimeoutError ? error.message : 'failed'];
    }
  }

  async function askAll(): Promise<ReadinessReport> {
    const asked = await Promise.all(readinessChecks.map(ask));
    const checks = Object.fromEntries(asked) as ReadinessReport['checks'];
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
      // Whoever asks while we ask hears the same, so that many callers cost no more than one.
      asking ??= askAll().finally(() => {
        asking = undefined;
      });
      return asking;
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
