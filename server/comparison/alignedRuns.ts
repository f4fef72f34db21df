/**
 * Alignments and what was computed of them, kept until a grade changes. It owns what a process remembers of
 * comparisons: nothing beyond the end of a session (docs/decisions/0043).
 */
import { createHash } from 'node:crypto';
import { flipStates, MAX_FLIPS } from '../../contract/runComparison.ts';
import { isRunOver } from '../../contract/runs.ts';
import type { Db, Notifications } from '../../db/engine/index.ts';
import type { Grading } from '../grading/index.ts';
import { lastStoredSeq, promptKeysOf, readRunPrompts } from '../runs/index.ts';
import type { ComparedStatistics } from '../statistics/index.ts';
import { type AlignedPrompt, type AlignedRuns, alignSides } from './alignSides.ts';
import type { ComparedRuns } from './comparedRuns.ts';
import { comparedValuesOf } from './comparedValues.ts';
import { type PairPage, readPairPage, textLength } from './pairPage.ts';
import { readSide } from './readSide.ts';

export interface AlignedRunStore {
  /** The prompts that both runs ask, with how they did. */
  align(runs: ComparedRuns): Promise<AlignedRuns>;
  /** What follows from them. */
  compute(runs: ComparedRuns, margin: number): Promise<ComparedStatistics>;
  /** The first of those that are right on one side only, lost ones first. */
  flips(runs: ComparedRuns): Promise<PairPage>;
}

/** Of prompts, those that are right on one side only, lost ones first. */
export function flipsIn(prompts: AlignedPrompt[]): AlignedPrompt[] {
  return flipStates.flatMap((wanted) => prompts.filter(({ state }) => state === wanted));
}

/** Results that are kept for all sessions of a process, about 350 bytes each; the comparisons used last stay. */
const MAX_KEPT_RESULTS = 200_000;
const MAX_KEPT_MARGINS = 20;
/** Characters of flips, likewise. */
const MAX_KEPT_CHARACTERS = 16_000_000;

interface Kept {
  /** Of the results and grades that it was made of. */
  version: string;
  aligned: Promise<AlignedRuns>;
  /** By margin. */
  computed: Map<number, Promise<ComparedStatistics>>;
  flips: Promise<PairPage> | undefined;
  results: number;
  characters: number;
  forget(): void;
}

export function createAlignedRunStore({
  db,
  grading,
  notifications,
}: {
  db: Db;
  grading: Grading;
  notifications: Notifications;
}): AlignedRunStore {
  /** By the ids of the two runs, the one used last at the end. */
  const kept = new Map<string, Kept>();

  function keptOf(runs: ComparedRuns): Kept {
    const key = `${runs.candidate.id} ${runs.baseline.id}`;
    const version = versionOf(runs);
    const before = kept.get(key);
    if (before?.version === version) {
      kept.delete(key);
      kept.set(key, before);
      return before;
    }
    before?.forget();
    const entry = readAligned(key, version, runs);
    kept.set(key, entry);
    return entry;
  }

  function readAligned(key: string, version: string, runs: ComparedRuns): Kept {
    // On every node. It is subscribed before anything is read, so that no end goes unnoticed.
    const unsubscribe = notifications.subscribe(`ended:${runs.candidate.sessionHash}`, () =>
      entry.forget(),
    );
    const entry: Kept = {
      version,
      aligned: alignRuns(db, runs),
      computed: new Map(),
      flips: undefined,
      results: 0,
      characters: 0,
      forget() {
        unsubscribe();
        if (kept.get(key) === entry) kept.delete(key);
      },
    };
    entry.aligned.then(
      ({ prompts }) => {
        entry.results = countResults(prompts);
        forgetOldest();
      },
      () => entry.forget(),
    );
    return entry;
  }

  async function readFlips(runs: ComparedRuns, entry: Kept): Promise<PairPage> {
    try {
      const { prompts } = await entry.aligned;
      const page = await readPairPage(db, runs, flipsIn(prompts), 0, MAX_FLIPS);
      entry.characters = page.pairs.reduce(
        (sum, { candidate, baseline }) => sum + textLength(candidate) + textLength(baseline),
        0,
      );
      forgetOldest();
      return page;
    } catch (error) {
      entry.flips = undefined;
      throw error;
    }
  }

  function forgetOldest(): void {
    let results = 0;
    let characters = 0;
    for (const [index, entry] of [...kept.values()].toReversed().entries()) {
      results += entry.results;
      characters += entry.characters;
      // The newest stays in any case: somebody is waiting for it.
      const isTooMuch = results > MAX_KEPT_RESULTS || characters > MAX_KEPT_CHARACTERS;
      if (isTooMuch && index > 0) entry.forget();
    }
  }

  return {
    align: (runs) => keptOf(runs).aligned,
    compute(runs, margin) {
      const { aligned, computed } = keptOf(runs);
      const known = computed.get(margin);
      if (known) return known;
      const isFinal = isRunOver(runs.candidate) && isRunOver(runs.baseline);
      const computing = aligned.then(({ prompts }) =>
        grading.compare(comparedValuesOf(prompts, { margin, isFinal, seed: seedOf(runs) })),
      );
      if (computed.size >= MAX_KEPT_MARGINS) computed.clear();
      computed.set(margin, computing);
      computing.catch(() => computed.delete(margin));
      return computing;
    },
    flips(runs) {
      const entry = keptOf(runs);
      entry.flips ??= readFlips(runs, entry);
      return entry.flips;
    },
  };
}

/** Of both sides: what of an alignment takes the memory, since a prompt may have twenty. */
function countResults(prompts: AlignedPrompt[]): number {
  return prompts.reduce(
    (sum, { candidate, baseline }) => sum + candidate.results.length + baseline.results.length,
    0,
  );
}

async function alignRuns(db: Db, { candidate, baseline }: ComparedRuns): Promise<AlignedRuns> {
  const [ours, theirs] = await Promise.all(
    [candidate, baseline].map(async (run) => {
      const [keys, results] = await Promise.all([promptKeysOf(db, run), readSide(db, run.id)]);
      return { keys, results };
    }),
  );
  // The same whichever of them is the candidate.
  const newer = +baseline.startedAt > +candidate.startedAt ? 'baseline' : 'candidate';
  const aligned = alignSides(ours as Side, theirs as Side, newer);
  await addUnaskedCategories(db, { candidate, baseline }, newer, aligned.prompts);
  return aligned;
}

/** Of what neither side has a result for yet: what is missing is counted by category too. */
async function addUnaskedCategories(
  db: Db,
  runs: ComparedRuns,
  newer: keyof ComparedRuns,
  aligned: AlignedPrompt[],
): Promise<void> {
  const unasked = aligned.filter(({ candidate, baseline }) =>
    [candidate, baseline].every(({ results }) => results.length === 0),
  );
  if (unasked.length === 0) return;
  const prompts = await readRunPrompts(db, runs[newer]);
  for (const prompt of unasked) {
    prompt.category = prompts[prompt[newer].promptIndex]?.category ?? null;
  }
}

type Side = Parameters<typeof alignSides>[0];

/** Names the results and grades that there are, on whichever node they came about. */
function versionOf({ candidate, baseline }: ComparedRuns): string {
  return [candidate, baseline]
    .map((run) => `${run.status} ${lastStoredSeq(run)} ${run.gradeChanges}`)
    .join(', ');
}

/** The same for the same two runs, also when they are the other way round, on every node and day. */
function seedOf({ candidate, baseline }: ComparedRuns): number {
  const ids = [candidate.id, baseline.id].toSorted().join(' ');
  return createHash('sha256').update(ids).digest().readInt32BE();
}
