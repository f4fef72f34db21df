import { isDatabaseOutage } from './databaseErrors.ts';

interface SharingOptions<Item> {
  /** Items with the same key never share a statement. By default any may. */
  keyOf?(item: Item): unknown;
}

/** Statements at work at once; a second one, so that one that waits for a lock does not hold up everybody. */
const MAX_AT_WORK = 2;
const MAX_ITEMS = 100;

/**
 * Lets what is asked for at the same moment share statements. Items that come while enough statements are
 * at work go together with the next one, so that a busy process needs fewer and an idle one waits for
 * nothing (docs/decisions/0026). Where a statement for several items fails, each gets its own.
 * @param execute answers items in their order
 * @returns what answers one item; it rejects with what the statement for it failed with
 */
export function shareStatements<Item, Answer>(
  execute: (items: Item[]) => Promise<Answer[]>,
  { keyOf = () => Symbol() }: SharingOptions<Item> = {},
): (item: Item) => Promise<Answer> {
  let waiting: Waiting<Item, Answer>[] = [];
  let atWork = 0;
  let isStarting = false;

  async function work(group: Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await execute(group.map(({ item }) => item));
      for (const [index, { resolve }] of group.entries()) resolve(answers[index] as Answer);
    } catch (error) {
      if (group.length === 1 || isDatabaseOutage(error)) {
        for (const { reject } of group) reject(error);
      } else {
        for (const one of group) await work([one]);
      }
    }
  }

  function takeGroup(): Waiting<Item, Answer>[] {
    const group = new Map<unknown, Waiting<Item, Answer>>();
    const later: Waiting<Item, Answer>[] = [];
    for (const each of waiting) {
      const key = keyOf(each.item);
      if (group.size === MAX_ITEMS || group.has(key)) later.push(each);
      else group.set(key, each);
    }
    waiting = later;
    return [...group.values()];
  }

  async function start(): Promise<void> {
    isStarting = false;
    if (atWork === MAX_AT_WORK) return;
    atWork += 1;
    while (waiting.length > 0) await work(takeGroup());
    atWork -= 1;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (isStarting) return;
      isStarting = true;
      // In the next turn, so that requests that arrived together share the first statement.
      setImmediate(() => void start());
    });
}

interface Waiting<Item, Answer> {
  item: Item;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}
