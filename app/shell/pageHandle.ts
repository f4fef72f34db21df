import type { StepName } from '../lib/steps.ts';

/** What a route can tell the document around it, through Remix's `handle`. */
export interface PageHandle<Data> {
  /** The step that it is a part of, where its address does not say so. */
  step?: (data: Data) => StepName;
  /** Seconds after which a page without scripts looks again; 0 for not at all. */
  refreshSeconds?: (data: Data) => number;
  /** Uses more of a wide screen. */
  isWide?: boolean;
  /** Uses all of it, with what is first higher up. */
  fillsScreen?: (data: Data) => boolean;
}

/** Whether a match's page uses the whole screen. */
export function fillsScreen(match: { handle?: unknown; data?: unknown }): boolean {
  const handle = (match.handle ?? {}) as PageHandle<unknown>;
  return match.data ? (handle.fillsScreen?.(match.data) ?? false) : false;
}

/** The step that a page says it is a part of. */
export function stepOf(match: { handle?: unknown; data?: unknown }): StepName | undefined {
  const { step } = (match.handle ?? {}) as PageHandle<unknown>;
  return match.data ? step?.(match.data) : undefined;
}

/** Reads a match's wish to be looked at again. */
export function refreshSecondsOf(match: { handle?: unknown; data?: unknown }): number {
  const { refreshSeconds } = (match.handle ?? {}) as PageHandle<unknown>;
  // A route whose loader threw has no data.
  return match.data ? (refreshSeconds?.(match.data) ?? 0) : 0;
}
