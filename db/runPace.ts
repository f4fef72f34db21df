/** How a run is getting on, as its worker last told; for people who wonder why nothing moves. */
export interface RunPace {
  /** `backing_off`: after a failed call; `paused`: until the time that the endpoint named. */
  state: 'warming_up' | 'calling' | 'backing_off' | 'paused';
  /** When calls go on, ISO 8601; null while they do. */
  resumesAt: string | null;
  inFlight: number;
  /** Most calls in flight at present. */
  limit: number;
  /** Starts a second that the endpoint was found to take; null while no such bound was met. */
  startsPerSecond: number | null;
  /** Prompts finished a second, over the last ten; null until there are some. */
  ratePerSecond: number | null;
  /** Calls that had to be made again. */
  retries: number;
  /** Samples of `[ms since the start, calls in flight, limit]`, evenly spread. */
  timeline: [number, number, number][];
}
