import { isDatabaseOutage } from './databaseErrors.ts';

interface SharingOptions<Item> {
  /** Statements at work at once. By default two, so that one that waits for a lock does not hold up everybody. */
  maxAtWork?: number;
  /** The items of a statement weigh this much together, but for one that alone weighs more. Default 100. */
  maxWeight?: number;
  /** By default each weighs 1. */
  weightOf?(item: Item): number;
  /** Items with the same key never share a statement. By default any may. */
  keyOf?(item: Item): unknown;
  /** Items of the same part stay together when a statement is tried again in parts. By default each is alone. */
  partOf?(item: Item): unknown;
}

/**
 * Lets what is asked for at the same moment share statements. Items that come while enough statements are
 * at work go together with the next one, so that a busy process needs fewer and an idle one waits for
 * nothing: group commit, as databases do it, one level higher (docs/decisions/0015, docs/decisions/0026). Where a statement
 * fails, each part of it gets its own.
 * @param execute answers items in their order
 * @returns what answers one item; it rejects with what the statement for it failed with
 */
export function shareStatements<Item, Answer>(
  execute: (items: Item[]) => Promise<Answer[]>,
  {
    maxAtWork = 2,
    maxWeight = 100,
    weightOf = () => 1,
    keyOf = () => Symbol(),
    partOf = () => Symbol(),
  }: SharingOptions<Item> = {},
): (item: Item) => Promise<Answer> {
  let waiting: Waiting<Item, Answer>[] = [];
  let atWork = 0;
  let isStarting = false;

  async function work(group: Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await execute(group.map(({ item }) => item));
      for (const [index, { resolve }] of group.entries()) resolve(answers[index] as Answer);
    } catch (error) {
      const parts = [...Map.groupBy(group, ({ item }) => partOf(item)).values()];
      if (parts.length === 1 || isDatabaseOutage(error)) {
        for (const { reject } of group) reject(error);
      } else {
        for (const part of parts) await work(part);
      }
    }
  }

  function takeGroup(): Waiting<Item, Answer>[] {
    const group = new Map<unknown, Waiting<Item, Answer>>();
    const later: Waiting<Item, Answer>[] = [];
    let weight = 0;
    for (const each of waiting) {
      const key = keyOf(each.item);
      if (group.has(key)) {
        later.push(each);
        continue;
      }
      // Once one is too much, all after it are, too: nobody is overtaken for being light.
      weight += weightOf(each.item);
      if (group.size > 0 && weight > maxWeight) later.push(each);
      else group.set(key, each);
    }
    waiting = later;
    return [...group.values()];
  }

  async function start(): Promise<void> {
    isStarting = false;
    atWork += 1;
    while (waiting.length > 0) await work(takeGroup());
    atWork -= 1;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (isStarting || atWork === maxAtWork) return;
      isStarting = true;
      // In the next turn, so that what arrived together shares the first statement.
      setImmediate(() => void start());
    });
}

interface Waiting<Item, Answer> {
  item: Item;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}
