import { fork, type Serializable } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process of its own that answers each message of a bench with one. */
export interface AskedProcess<Request extends Serializable> {
  /**
   * Asks one thing at a time.
   * @throws when the process has ended
   */
  ask<Answer>(request: Request): Promise<Answer>;
  stop(): Promise<void>;
}

/** Starts a file of this folder. */
export function startAskedProcess<Request extends Serializable>(
  file: string,
  args: string[] = [],
): AskedProcess<Request> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args);
  const ended = once(child, 'exit');
  return {
    async ask<Answer>(request: Request) {
      const answered = once(child, 'message');
      child.send(request);
      const ending = ended.then(() => {
        throw new Error(`${file} has ended.`);
      });
      return (await Promise.race([answered, ending]))[0] as Answer;
    },
    async stop() {
      child.kill();
      await ended;
    },
  };
}
