import type { ErrorReason } from '../../../contract/errorReasons.ts';
import type { CallBounds } from '../callBounds.ts';
import { ModelCallError } from '../failure/modelCallError.ts';

/** Bounds of a call; a person may have set how long its first token may take. */
export type ExchangeBounds = CallBounds & { firstTokenTimeoutMs?: number | undefined };

type DeadlineBounds = Pick<
  ExchangeBounds,
  'firstByteTimeoutMs' | 'firstTokenTimeoutMs' | 'idleTimeoutMs' | 'totalTimeoutMs'
>;

/**
 * Aborts a call when it takes too long as a whole, when the endpoint goes silent, or when its caller
 * gives it up. The clocks of the endpoint start when the request is written (docs/decisions/0009).
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #bounds: DeadlineBounds;
  readonly #caller: AbortSignal | undefined;
  readonly #giveUp = () => this.#controller.abort();
  readonly #totalMs: number;
  #total: NodeJS.Timeout;
  #silence: NodeJS.Timeout | undefined;
  /** How far the call has come, as far as silence is concerned. */
  #stage: 'request' | 'response' | 'answer' = 'request';
  #firstToken: NodeJS.Timeout | undefined;
  /** Set once a bound was passed. */
  failure: ModelCallError | undefined;

  constructor(totalMs: number, bounds: DeadlineBounds, caller?: AbortSignal) {
    this.#bounds = bounds;
    this.#caller = caller;
    this.#totalMs = totalMs;
    // Waiting for a free connection is not the endpoint's time, but not endless either.
    this.#total = setTimeout(() => this.#fail('no_connection'), bounds.totalTimeoutMs);
    caller?.addEventListener('abort', this.#giveUp);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The request is being written. A whole answer in one piece may take as long as the call may. */
  onRequestSent(isStream: boolean): void {
    const totalMs = this.#totalMs;
    clearTimeout(this.#total);
    // Before the total: where both are the same, that nothing came tells more.
    if (isStream) this.#awaitFirstByte();
    this.#total = setTimeout(
      () => this.#fail('too_slow', `Request exceeded timeout of ${seconds(totalMs)}.`),
      totalMs,
    );
  }

  #awaitFirstByte(): void {
    const { firstByteTimeoutMs: ms, firstTokenTimeoutMs } = this.#bounds;
    this.#silence = setTimeout(
      () => this.#fail('no_first_byte', `The endpoint sent nothing for ${seconds(ms)}.`),
      ms,
    );
    if (firstTokenTimeoutMs === undefined) return;
    this.#firstToken = setTimeout(
      () => this.#fail('no_first_byte', `No token came within ${seconds(firstTokenTimeoutMs)}.`),
      firstTokenTimeoutMs,
    );
  }

  /**
   * Something arrived. Until the first token the endpoint may be silent as long as before the first byte,
   * whatever came: a role, a comment, blank lines.
   */
  onBytes(hasToken: boolean): void {
    const stage = hasToken ? 'answer' : 'response';
    if (stage === this.#stage) {
      this.#silence?.refresh();
      return;
    }
    this.#stage = stage;
    clearTimeout(this.#silence);
    if (hasToken) clearTimeout(this.#firstToken);
    const ms = hasToken ? this.#bounds.idleTimeoutMs : this.#bounds.firstByteTimeoutMs;
    this.#silence = setTimeout(
      () => this.#fail('stalled', `The answer stalled: nothing arrived for ${seconds(ms)}.`),
      ms,
    );
  }

  end(): void {
    clearTimeout(this.#total);
    clearTimeout(this.#silence);
    clearTimeout(this.#firstToken);
    this.#caller?.removeEventListener('abort', this.#giveUp);
  }

  #fail(reason: ErrorReason, what?: string): void {
    // Several bounds may be passed in the same moment.
    this.failure ??= new ModelCallError(reason, { what });
    this.#controller.abort();
  }
}

function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}
