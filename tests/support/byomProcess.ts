import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('../../server/index.ts', import.meta.url));

/** Settings of the machine that runs the tests must not reach the process under test. */
const cleanEnvironment = {
  PATH: process.env.PATH,
  PORT: '0',
  // Dozens of processes are started, and reading the same sources is most of what a start costs.
  NODE_COMPILE_CACHE: join(tmpdir(), 'byom-compile-cache'),
} as unknown as NodeJS.ProcessEnv;

export interface ByomProcess {
  process: ChildProcess;
  /** Address once it is ready; rejects with what it printed when it ends before that. */
  ready: Promise<string>;
  /** Everything it has printed so far. */
  output(): string;
  /** Sends a signal and waits for the end; resolves with the exit code, null after a kill. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Resolves with the exit code when it ends by itself. */
  ended: Promise<number | null>;
}

/** Starts BYOM as people do, as a process of its own, with nothing but these variables set. */
export function startByomProcess(
  variables: Record<string, string>,
  nodeArguments: string[] = [],
  programArguments: string[] = [],
): ByomProcess {
  const command = [process.execPath, ...nodeArguments, entry, ...programArguments];
  return watchByomProcess(command, variables);
}

/** As `startByomProcess`, by any command, in any folder. */
export function watchByomProcess(
  [program = '', ...programArguments]: string[],
  variables: Record<string, string>,
  cwd?: string,
): ByomProcess {
  const child: ChildProcess = spawn(program, programArguments, {
    cwd,
    env: { ...cleanEnvironment, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const ready = new Promise<string>((resolve, reject) => {
    const read = (bytes: Buffer) => {
      printed += bytes.toString();
      const url = /BYOM is ready: (http:\S+)/.exec(printed)?.[1];
      if (url) resolve(url);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    ended.then(() => reject(new Error(`BYOM ended before it was ready:\n${printed}`)));
  });
  // A test that only wants the exit code has no use for this rejection.
  ready.catch(() => {});
  return {
    process: child,
    ready,
    ended,
    output: () => printed,
    end(signal) {
      child.kill(signal);
      return ended;
    },
  };
}
