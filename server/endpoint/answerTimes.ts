/** When what of a call happened; see docs/decisions/0009. */
import { performance } from 'node:perf_hooks';

/** The moments of one call, by `performance.now()`; what is asked of it is in milliseconds. */
export class AnswerTimes {
  readonly #calledAt = performance.now();
  #sentAt: number | undefined;
  #firstByteAt: number | undefined;
  #firstTextAt: number | undefined;
  #firstReasoningAt: number | undefined;
  /** Since when text is held back. */
  #heldSince: number | undefined;
  #answeredAt: number | undefined;
  /** When the bytes that are being read arrived. */
  #arrivedAt = this.#calledAt;

  /** The request is being written. */
  sending(): void {
    this.#sentAt = performance.now();
  }

  bytesArrived(at: number): void {
    this.#arrivedAt = at;
    this.#firstByteAt ??= at;
  }

  /** Something of what arrived last belongs to the answer. */
  answerArrived(): void {
    this.#answeredAt = this.#arrivedAt;
  }

  /** Text is told. What was held back until now had arrived before. */
  textArrived(): void {
    this.#firstTextAt ??= this.#heldSince ?? this.#arrivedAt;
  }

  /** Whether text is held back of which is not known yet what it is. */
  textHeld(isHeld: boolean): void {
    this.#heldSince = isHeld ? this.#arrivedAt : undefined;
  }

  reasoningArrived(): void {
    this.#firstReasoningAt ??= this.#arrivedAt;
  }

  /** All text so far was reasoning. */
  textWasReasoning(): void {
    this.#firstReasoningAt ??= this.#firstTextAt;
    this.#firstTextAt = undefined;
  }

  get hasToken(): boolean {
    return (this.#firstTextAt ?? this.#firstReasoningAt ?? this.#heldSince) !== undefined;
  }

  /** From the request's being written to the arrival of what is being read. */
  get sinceSentMs(): number {
    return this.#arrivedAt - this.#zero;
  }

  get connectMs(): number {
    return Math.round(this.#zero - this.#calledAt);
  }

  /** To the last byte of the answer; what came after it does not count (docs/decisions/0009). */
  get latencyMs(): number {
    return Math.round((this.#answeredAt ?? this.#arrivedAt) - this.#zero);
  }

  get untilNowMs(): number {
    return Math.round(performance.now() - this.#zero);
  }

  get firstByteMs(): number | null {
    return this.#since(this.#firstByteAt);
  }

  get ttftMs(): number | null {
    return this.#since(this.#firstTextAt);
  }

  get firstReasoningMs(): number | null {
    return this.#since(this.#firstReasoningAt);
  }

  get #zero(): number {
    return this.#sentAt ?? this.#calledAt;
  }

  #since(moment: number | undefined): number | null {
    return moment === undefined ? null : Math.round(moment - this.#zero);
  }
}
