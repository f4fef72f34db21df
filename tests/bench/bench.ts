/** What every bench is given and what it returns. */
import type { ChildProcess } from 'node:child_process';
import type { ByomClient } from '../../sdk/index.ts';

/** One measured figure: a ratio, an error in milliseconds, or a size in KiB. */
export type Row = {
  name: string;
  detail: string;
  /** The most the figure should be; it is told, nothing fails. */
  aim?: number;
} & ({ ratio: number } | { errorMs: number } | { kib: number });

export interface BenchContext {
  /** A model server that answers after `latencyMs`; returns its base address. */
  startEndpoint(latencyMs: number): Promise<string>;
  startByom(engine: 'pglite' | 'postgres'): Promise<BenchByom>;
}

export interface BenchByom {
  url: string;
  /** Can be asked for its usage, see `usage.ts`. */
  process: ChildProcess;
  client(sessionId?: string): ByomClient;
  stop(): Promise<unknown>;
}
