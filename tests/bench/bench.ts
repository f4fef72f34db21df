/** What every bench is given and what it tells. */
import type { ChildProcess } from 'node:child_process';
import type { ByomClient } from '../../sdk/index.ts';

/** One measured figure: a ratio, an error or a duration in milliseconds, a size in KiB, or a share in per cent. */
export type Row = {
  name: string;
  detail: string;
  /** The most the figure should be; it is told, nothing fails. */
  aim?: number;
} & (
  | { ratio: number }
  | { errorMs: number }
  | { ms: number }
  | { kib: number }
  | { percent: number }
);

export const engines = ['pglite', 'postgres'] as const;
export type Engine = (typeof engines)[number];

/**
 * The engines that are meant by the parts of a bench; all of them without parts.
 * @throws when there is no such engine
 */
export function enginesIn(parts: string[]): Engine[] {
  const unknown = parts.find((part) => !engines.includes(part as Engine));
  if (unknown !== undefined) {
    throw new Error(
      `There is no engine called ${unknown}. The parts are ${engines.join(' and ')}.`,
    );
  }
  return parts.length === 0 ? [...engines] : (parts as Engine[]);
}

/**
 * Measures, and tells each figure as soon as it has it. `parts` narrow it down to those figures to which all
 * of these words apply.
 */
export type Bench = (context: BenchContext, parts: string[]) => AsyncIterable<Row>;

export interface BenchContext {
  /** A model server that answers after `latencyMs`; returns its base address. */
  startEndpoint(latencyMs: number): Promise<string>;
  startByom(engine: Engine): Promise<BenchByom>;
}

export interface BenchByom {
  url: string;
  /** Where its PostgreSQL is; undefined on the embedded engine. */
  databaseUrl: string | undefined;
  /** Can be asked for its usage, see `usage.ts`. */
  process: ChildProcess;
  client(sessionId?: string): ByomClient;
  stop(): Promise<unknown>;
}
