import { readFile } from 'node:fs/promises';

/** What a process holds in memory, in KiB, as Linux tells it. */
export async function residentKib(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]);
}
