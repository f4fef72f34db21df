/** What a route can tell the document around it, through Remix's `handle`. */
export interface PageHandle<Data> {
  /** Seconds after which a page without scripts looks again; 0 for not at all. */
  refreshSeconds?: (data: Data) => number;
  /** Uses more of a wide screen. */
  isWide?: boolean;
}

/** Reads a match's wish to be looked at again. */
export function refreshSecondsOf(match: { handle?: unknown; data?: unknown }): number {
  const { refreshSeconds } = (match.handle ?? {}) as PageHandle<unknown>;
  // A route whose loader threw has no data.
  return match.data ? (refreshSeconds?.(match.data) ?? 0) : 0;
}
