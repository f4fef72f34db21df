import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Usage } from './usageProbe.ts';

/** Arguments for Node under which a process can be asked by `readUsage`. */
export const probed = ['--expose-gc', '--import', new URL('./usageProbe.ts', import.meta.url).href];

/** What a process, started with `probed`, uses by now. */
export async function readUsage(process: ChildProcess): Promise<Usage> {
  if (!process.stdout) throw new Error('The output of the process is not piped.');
  process.kill('SIGUSR2');
  for (;;) {
    const [bytes] = await once(process.stdout, 'data');
    const usage = /^usage (.*)$/m.exec(String(bytes))?.[1];
    if (usage) return JSON.parse(usage);
  }
}
