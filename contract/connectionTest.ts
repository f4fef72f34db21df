/** A connection test as it goes on behind its answer, while the model is being loaded. */
import type { ConnectionReport } from './connectionReport.ts';

/** Waits for the model's first answer; tries the rest; is over with a report; was ended before that. */
export const connectionTestStatuses = ['waiting', 'answered', 'ended', 'stopped'] as const;
export type ConnectionTestStatus = (typeof connectionTestStatuses)[number];

/** What is known of a test that goes on. */
export interface PendingTest {
  /** Since the test began, in milliseconds. */
  waitedForModelMs: number;
  /** One sentence for a person, and what can be done. */
  message: string;
  /** The model has answered and its report is there; the rest is being tried. */
  hasAnswered: boolean;
  /** The process that made the test is gone; the next test begins anew. */
  isAbandoned: boolean;
}

/** The meanwhile answer: the test goes on, and whoever tests again joins it. */
export interface PendingTestAnswer extends Pick<PendingTest, 'waitedForModelMs' | 'message'> {
  success: false;
  pending: true;
}

/** What a connection test answers: what it found, or that the model is still being loaded. */
export type ConnectionTestAnswer = (ConnectionReport & { pending: false }) | PendingTestAnswer;

/** `Still loading, waited 40 s`. */
export function stillLoadingText(waitedForModelMs: number): string {
  const seconds = Math.floor(waitedForModelMs / 1_000);
  const waited =
    seconds < 100 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `Still loading, waited ${waited}`;
}

export const pendingTestTexts = {
  goesOn: 'The test goes on: test again to join it, or stop it.',
  begunAnew: 'The process that was waiting stopped, so the test has begun anew.',
  hasAnswered: 'The model has answered; the rest is being tried.',
  abandoned: 'The process that was waiting stopped. Test again: the test then begins anew.',
  stopped: 'The connection test was stopped before the model answered.',
} as const;
