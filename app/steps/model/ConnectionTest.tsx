import { Form } from '@remix-run/react';
import { metricLabels } from '../../../contract/metricLabels.ts';
import type { Connection } from '../../lib/api.ts';
import { formatDuration, formatMs } from '../../lib/format.ts';
import { editLink, removeLink } from '../../lib/modelStepLinks.ts';
import { Abbreviation } from '../../ui/Abbreviation.tsx';
import { Button, ButtonLink } from '../../ui/Button.tsx';
import { Metric } from '../../ui/Metric.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { RequestId } from '../../ui/RequestId.tsx';
import { KeyForm } from './KeyForm.tsx';
import { withOtherScheme } from './modelForm.ts';
import { PendingTestNotice } from './PendingTestNotice.tsx';
import { TestRetry } from './TestRetry.tsx';
import { usePendingIntent } from './usePendingIntent.ts';

/** How the test of a connection went, and what can be done now. */
export function ConnectionTest({
  connection,
  isAlone,
  retryInMs,
  keyError,
}: {
  connection: Connection;
  isAlone: boolean;
  /** How long the endpoint wants to be left alone; null where it did not say. */
  retryInMs: number | null;
  /** Why a key that was just entered was not stored. */
  keyError: string | undefined;
}) {
  const { connectionId, connectionTested, lastError, pendingTest, role } = connection;
  const pendingIntent = usePendingIntent(connectionId);
  const waitingTest = pendingTest?.hasAnswered ? null : pendingTest;
  return (
    <>
      {waitingTest ? (
        <PendingTestNotice test={waitingTest} />
      ) : (
        <>
          <TestOutcome connection={connection} />
          <Cure connection={connection} retryInMs={retryInMs} keyError={keyError} />
        </>
      )}
      {connectionTested && (
        <dl className="grid grid-cols-2 gap-6">
          <Metric name={metricLabels.latency} value={formatKnownMs(connection.connectionLatencyMs)}>
            total latency
          </Metric>
          <Metric
            name={<Abbreviation name="TTFT" />}
            value={formatKnownMs(connection.connectionTtftMs)}
          >
            time to first token
          </Metric>
        </dl>
      )}
      <Form method="post" preventScrollReset className="flex flex-wrap gap-3">
        <input type="hidden" name="connectionId" value={connectionId} />
        {waitingTest && !waitingTest.isAbandoned ? (
          <Button name="intent" value="stop-test" busy={pendingIntent === 'stop-test'}>
            Stop the test
          </Button>
        ) : (
          <Button
            name="intent"
            value="test"
            busy={pendingIntent === 'test'}
            variant={connectionTested || lastError ? 'secondary' : 'primary'}
          >
            {connectionTested || lastError || waitingTest ? 'Test again' : 'Test the connection'}
          </Button>
        )}
        <ButtonLink to={editLink(connectionId)} preventScrollReset>
          Edit
        </ButtonLink>
        {!isAlone && role === 'candidate' && (
          <>
            <input type="hidden" name="role" value="baseline" />
            <Button name="intent" value="give-role" busy={pendingIntent === 'give-role'}>
              Make it the baseline
            </Button>
          </>
        )}
        {!isAlone && (
          <ButtonLink to={removeLink(connectionId)} preventScrollReset>
            Remove
          </ButtonLink>
        )}
      </Form>
    </>
  );
}

function TestOutcome({ connection }: { connection: Connection }) {
  const { connectionTested, lastError, connectionReport } = connection;
  const waitedMs = connectionReport?.waitedForModelMs ?? 0;
  if (connectionTested) {
    return (
      <Notice tone="good" title="The model answers">
        It was asked two short questions and replied in the expected form.
        {waitedMs >= 1_000 && ` It took ${formatDuration(waitedMs)} to load before that.`}
      </Notice>
    );
  }
  if (lastError) {
    return (
      <div>
        <Notice tone="bad" title="The connection test failed">
          {lastError}
        </Notice>
        {connectionReport?.upstreamRequestId && (
          <RequestId id={connectionReport.upstreamRequestId} />
        )}
      </div>
    );
  }
  return (
    <Notice tone="warn" title="Not tested yet">
      The model has to answer one short question before a run can start.
    </Notice>
  );
}

/** What mends the failure: another key, a wait, or the address that the server does speak at. */
function Cure({
  connection,
  retryInMs,
  keyError,
}: {
  connection: Connection;
  retryInMs: number | null;
  keyError: string | undefined;
}) {
  const { connectionId, connectionTested, endpointUrl, connectionReport } = connection;
  if (connectionReport?.errorKind === 'auth') {
    return <KeyForm connectionId={connectionId} error={keyError} />;
  }
  const retryAt = connectionReport?.retryAt;
  if (!connectionTested && retryAt && retryInMs !== null) {
    return <TestRetry connectionId={connectionId} at={new Date(retryAt)} inMs={retryInMs} />;
  }
  const reason = connectionReport?.errorReason;
  if (reason !== 'speaks_http' && reason !== 'speaks_https') return null;
  const other = withOtherScheme(endpointUrl);
  return (
    <p>
      <ButtonLink
        to={editLink(connectionId, { field: 'apiKey', endpointUrl: other })}
        variant="primary"
        preventScrollReset
        className="wrap-anywhere"
      >
        Enter {other} instead
      </ButtonLink>
    </p>
  );
}

const formatKnownMs = (ms: number | null) => (ms === null ? null : formatMs(ms));
