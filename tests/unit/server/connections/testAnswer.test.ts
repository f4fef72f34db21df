import { expect, it } from 'vitest';
import type { ConnectionReport } from '../../../../contract/connectionReport.ts';
import { pendingTestTexts } from '../../../../contract/connectionTest.ts';
import {
  answerNow,
  finalAnswer,
  pendingTest,
} from '../../../../server/connections/connectionTest/testAnswer.ts';
import type { StoredTest } from '../../../../server/connections/connectionTest/testStore.ts';

const report = { success: true, message: 'Connection successful' } as ConnectionReport;
const test = (differs: Partial<StoredTest>): StoredTest => ({
  status: 'waiting',
  hasBegunAnew: false,
  waitedMs: 40_000,
  isAbandoned: false,
  report: null,
  ...differs,
});
const reported = { ...report, pending: false };
const stopped = expect.objectContaining({
  success: false,
  pending: false,
  message: pendingTestTexts.stopped,
});
const stillWaiting = {
  success: false,
  pending: true,
  waitedForModelMs: 40_000,
  message: `Still loading, waited 40 s. ${pendingTestTexts.goesOn}`,
};

it.each<[string, Partial<StoredTest>, object | undefined, object]>([
  ['that waits', {}, undefined, stillWaiting],
  ['that waits, of a connection that had worked', { report }, undefined, stillWaiting],
  ['whose model has answered', { status: 'answered', report }, undefined, reported],
  ['that is over', { status: 'ended', report }, reported, reported],
  ['whose report is gone with its model', { status: 'ended' }, stopped, stopped],
  ['that was stopped', { status: 'stopped' }, stopped, stopped],
  ['that was stopped after an earlier one', { status: 'stopped', report }, stopped, stopped],
])('a test %s', (_what, differs, final, now) => {
  expect(finalAnswer(test(differs))).toEqual(final);
  expect(answerNow(test(differs))).toEqual(now);
});

it.each<[string, Partial<StoredTest>, string | undefined]>([
  ['that waits', {}, stillWaiting.message],
  [
    'that has begun anew',
    { hasBegunAnew: true },
    `Still loading, waited 40 s. ${pendingTestTexts.begunAnew} ${pendingTestTexts.goesOn}`,
  ],
  ['whose process is gone', { isAbandoned: true }, pendingTestTexts.abandoned],
  ['whose model has answered', { status: 'answered', report }, pendingTestTexts.hasAnswered],
  [
    'whose process is gone, after the answer',
    { status: 'answered', report, isAbandoned: true },
    undefined,
  ],
  ['that is over', { status: 'ended', report }, undefined],
  ['that was stopped', { status: 'stopped' }, undefined],
])('of a test %s is told what there is to wait for', (_what, differs, message) => {
  expect(pendingTest(test(differs))?.message).toBe(message);
});
