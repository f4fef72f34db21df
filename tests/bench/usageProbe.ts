/**
 * Preloaded into a server (`--import`): tells on SIGUSR2 what the process uses, garbage collected first, and
 * how late its main thread was since it was last asked.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

export interface Usage {
  /** What objects take, inside and outside of the heap. */
  objectBytes: number;
  residentBytes: number;
  /** The most that it ever had resident. */
  peakResidentBytes: number;
  cpuMs: number;
  /** How late the main thread's event loop was since the question before; null on the first. */
  loopDelayMs: { p99: number; max: number } | null;
}

const RESOLUTION_MS = 5;
const NS = 1_000_000;
const loopDelay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

// Threads of the process load this file, too, and get no signals.
if (isMainThread) process.on('SIGUSR2', tellUsage);

function tellUsage(): void {
  // Read first: collecting garbage is not what it is about.
  const loopDelayMs = takeLoopDelay();
  globalThis.gc?.();
  globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { heapUsed, external, rss } = process.memoryUsage();
  const usage: Usage = {
    objectBytes: heapUsed + external,
    residentBytes: rss,
    peakResidentBytes: process.resourceUsage().maxRSS * 1024,
    cpuMs: (user + system) / 1000,
    loopDelayMs,
  };
  process.stdout.write(`usage ${JSON.stringify(usage)}\n`);
  loopDelay.reset();
  loopDelay.enable();
}

function takeLoopDelay(): Usage['loopDelayMs'] {
  const isMeasured = loopDelay.disable();
  // It counts from one look to the next, so an idle loop has the resolution.
  const lateMs = (ns: number) => Math.max(0, ns / NS - RESOLUTION_MS);
  return isMeasured ? { p99: lateMs(loopDelay.percentile(99)), max: lateMs(loopDelay.max) } : null;
}
