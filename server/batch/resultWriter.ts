import type { NewResult } from './runStore.ts';

/** Stores the results of one run, one group after the other. */
export interface ResultWriter {
  /**
   * Resolves once the result is durable; with false when the run is no longer ours, and nothing was
   * stored.
   * @throws what the write of its group fails with
   */
  store(result: NewResult): Promise<boolean>;
}

/** Longer answers are written in smaller groups, so that no statement grows without bound. */
const MOST_CHARACTERS_A_GROUP = 4_000_000;

interface Waiting {
  result: NewResult;
  resolve(isStored: boolean): void;
  reject(error: unknown): void;
}

/**
 * Opens the writer of a run. What arrives while a statement is on its way goes with the next one, so
 * that a fast run costs a statement for many results and a slow one waits for nobody: the group commit
 * of databases, one level higher.
 * @param write stores a group, all of it or nothing
 */
export function createResultWriter(
  write: (results: NewResult[]) => Promise<boolean>,
): ResultWriter {
  let waiting: Waiting[] = [];
  let isWriting = false;

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const group = takeGroup();
      try {
        const isStored = await write(group.map(({ result }) => result));
        for (const { resolve } of group) resolve(isStored);
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    isWriting = false;
  }

  function takeGroup(): Waiting[] {
    let characters = 0;
    const tooMany = waiting.findIndex(({ result }, place) => {
      characters += (result.response?.length ?? 0) + (result.reasoning?.length ?? 0);
      return place > 0 && characters > MOST_CHARACTERS_A_GROUP;
    });
    const group = tooMany === -1 ? waiting : waiting.slice(0, tooMany);
    waiting = waiting.slice(group.length);
    return group;
  }

  return {
    store: (result) =>
      new Promise((resolve, reject) => {
        waiting.push({ result, resolve, reject });
        if (isWriting) return;
        isWriting = true;
        // Not at once: answers that arrived together are told one after the other.
        setImmediate(() => void writeAll());
      }),
  };
}
