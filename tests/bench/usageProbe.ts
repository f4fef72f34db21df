/** Preloaded into a server (`--import`): tells on SIGUSR2 what the process uses, garbage collected first. */
export interface Usage {
  /** What objects take, inside and outside of the heap. */
  objectBytes: number;
  residentBytes: number;
  /** The most that it ever had resident. */
  peakResidentBytes: number;
  cpuMs: number;
}

process.on('SIGUSR2', () => {
  globalThis.gc?.();
  globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { heapUsed, external, rss } = process.memoryUsage();
  const usage: Usage = {
    objectBytes: heapUsed + external,
    residentBytes: rss,
    peakResidentBytes: process.resourceUsage().maxRSS * 1024,
    cpuMs: (user + system) / 1000,
  };
  process.stdout.write(`usage ${JSON.stringify(usage)}\n`);
});
