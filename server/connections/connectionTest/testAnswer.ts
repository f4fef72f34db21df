/** What the row of a connection test tells whoever asks. */
import type { ConnectionReport } from '../../../contract/connectionReport.ts';
import {
  type ConnectionTestAnswer,
  type PendingTest,
  pendingTestTexts,
  stillLoadingText,
} from '../../../contract/connectionTest.ts';
import type { StoredTest } from './testStore.ts';

/** What is known of a test that goes on; null for one of which nothing more will come. */
export function pendingTest(test: StoredTest): PendingTest | null {
  const hasAnswered = test.status === 'answered';
  const isGoingOn = hasAnswered ? !test.isAbandoned : test.status === 'waiting';
  if (!isGoingOn) return null;
  const message = hasAnswered ? pendingTestTexts.hasAnswered : waitingText(test);
  return {
    waitedForModelMs: test.waitedMs,
    message,
    hasAnswered,
    isAbandoned: test.isAbandoned,
  };
}

function waitingText({ waitedMs, hasBegunAnew, isAbandoned }: StoredTest): string {
  const { abandoned, begunAnew, goesOn } = pendingTestTexts;
  if (isAbandoned) return abandoned;
  return `${stillLoadingText(waitedMs)}. ${hasBegunAnew ? `${begunAnew} ` : ''}${goesOn}`;
}

/** The answer of a test that is over; undefined while it is not. */
export function finalAnswer({ status, report }: StoredTest): ConnectionTestAnswer | undefined {
  if (status === 'stopped') return withReport(stoppedReport);
  // The report of a model that was changed for another one meanwhile is gone.
  return status === 'ended' ? withReport(report ?? stoppedReport) : undefined;
}

/** What can be told now: a model that has answered is a success, whatever is still being tried. */
export function answerNow(test: StoredTest): ConnectionTestAnswer {
  const answer = finalAnswer(test);
  if (answer) return answer;
  if (test.status === 'answered' && test.report) return withReport(test.report);
  const message = waitingText(test);
  return { success: false, pending: true, waitedForModelMs: test.waitedMs, message };
}

function withReport(report: ConnectionReport): ConnectionTestAnswer {
  return { ...report, pending: false };
}

/** Told to those who waited, and stored nowhere: nothing was found out. */
const stoppedReport: ConnectionReport = {
  success: false,
  message: pendingTestTexts.stopped,
  errorKind: null,
  errorReason: null,
  upstreamRequestId: null,
  retryAt: null,
  called: [],
  latencyMs: null,
  ttftMs: null,
  outputTokens: null,
  rateLimits: [],
  serverModel: null,
  models: null,
  baseModel: null,
  nearestModels: [],
  contextTokens: null,
  waitedForModelMs: 0,
  probes: [],
};
