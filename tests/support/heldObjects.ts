import { readdir, readlink } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { ByomProcess } from './byomProcess.ts';
import type { HeldObjects } from './objectProbe.ts';

/** Arguments for Node under which a process can be asked by `heldObjects`. */
export const probedForObjects = ['--import', new URL('./objectProbe.ts', import.meta.url).href];

/** What the threads of these names hold by now, in this order; the first of all threads is `main`. */
export async function heldObjects(byom: ByomProcess, threads: string[]): Promise<HeldObjects[]> {
  const told = () =>
    Array.from(
      byom.output().matchAll(/^held (.*)$/gm),
      ([, json = '']) => JSON.parse(json) as HeldObjects,
    );
  const before = told().length;
  byom.process.kill('SIGUSR2');
  while (true) {
    const since = told().slice(before);
    const found = threads.map((name) => since.find(({ thread }) => thread === name));
    if (found.every((held) => held !== undefined)) return found;
    await pause(20);
  }
}

/** Sockets that the process has open, in whichever of its threads; undefined where only Linux would tell. */
export async function openSockets({ process: { pid } }: ByomProcess): Promise<number | undefined> {
  const folder = `/proc/${pid}/fd`;
  const files = await readdir(folder).catch(() => undefined);
  const targets = await Promise.all(
    (files ?? []).map((file) => readlink(`${folder}/${file}`).catch(() => '')),
  );
  return files && targets.filter((target) => target.startsWith('socket:')).length;
}
