/** The names that an endpoint lists, or why there are none. */
export interface ModelNames {
  models: string[] | null;
  /** For a person; null when there are models to choose from. */
  problem: string | null;
  /** The id under which the provider's support finds a call that failed; null where none was told. */
  upstreamRequestId: string | null;
}
