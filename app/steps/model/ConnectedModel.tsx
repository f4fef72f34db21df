import { Form, Link, useNavigation } from '@remix-run/react';
import type { ReactNode } from 'react';
import { connectionFieldLabels } from '../../../contract/connectionFields.ts';
import { displayName } from '../../../contract/displayName.ts';
import { metricLabels } from '../../../contract/metricLabels.ts';
import type { ConnectionReport, Session } from '../../lib/api.ts';
import { formatCount, formatDuration, formatMs } from '../../lib/format.ts';
import { StepFooter } from '../../shell/StepFooter.tsx';
import { Abbreviation } from '../../ui/Abbreviation.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Metric } from '../../ui/Metric.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { RequestId } from '../../ui/RequestId.tsx';
import { Section } from '../../ui/Section.tsx';
import { CompatibilityCard } from './CompatibilityCard.tsx';
import { ModelChoice } from './ModelChoice.tsx';
import { withOtherScheme } from './modelForm.ts';
import { PendingTestNotice } from './PendingTestNotice.tsx';
import { useFollowedTest } from './useFollowedTest.ts';

/** The connected model and how its connection test went. */
export function ConnectedModel({
  session,
  isSimulated,
}: {
  session: Session;
  isSimulated: boolean;
}) {
  const { formData } = useNavigation();
  const pendingIntent = formData?.get('intent');
  const { connectionTested, lastError, connectionReport: report, pendingTest } = session;
  useFollowedTest(pendingTest);
  const waitingTest = pendingTest?.hasAnswered ? null : pendingTest;
  // What cures the failure stands beside it, anything else to the side.
  const isUnknownModel = (report?.nearestModels.length ?? 0) > 0;
  const modelChoice = report && (
    <ModelChoice
      report={report}
      modelId={session.modelId}
      isChoosing={pendingIntent === 'choose-model'}
    />
  );
  return (
    <>
      <div className="grid gap-x-12 gap-y-10 lg:grid-cols-[3fr_2fr]">
        <div className="space-y-6">
          {waitingTest ? (
            <PendingTestNotice test={waitingTest} />
          ) : (
            <>
              <TestOutcome session={session} />
              <OtherSchemeForm session={session} isChanging={pendingIntent === 'change-scheme'} />
            </>
          )}
          {connectionTested && (
            <dl className="grid grid-cols-2 gap-6">
              <Metric
                name={metricLabels.latency}
                value={formatKnownMs(session.connectionLatencyMs)}
              >
                total latency
              </Metric>
              <Metric
                name={<Abbreviation name="TTFT" />}
                value={formatKnownMs(session.connectionTtftMs)}
              >
                time to first token
              </Metric>
            </dl>
          )}
          <Form method="post" className="flex flex-wrap gap-3">
            {waitingTest && !waitingTest.isAbandoned ? (
              <Button name="intent" value="stop-test" busy={pendingIntent === 'stop-test'}>
                Stop the test
              </Button>
            ) : (
              <Button
                name="intent"
                value="test"
                busy={pendingIntent === 'test'}
                variant={connectionTested ? 'secondary' : 'primary'}
              >
                {connectionTested || lastError || waitingTest
                  ? 'Test again'
                  : 'Test the connection'}
              </Button>
            )}
            <Button name="intent" value="change" busy={pendingIntent === 'change'}>
              Change the details
            </Button>
          </Form>
          <p className="text-sm text-muted">
            Changing the details ends this session: its key and results are deleted, and the form
            comes back with everything filled in but the key and the values of headers.
          </p>
          {isUnknownModel && modelChoice}
          {report && (
            <CompatibilityCard
              session={session}
              report={report}
              isProbing={pendingIntent === 'probe-context'}
            />
          )}
        </div>
        <div className="space-y-10">
          <Section title="Connected as">
            <dl className="space-y-4">
              <Detail name={connectionFieldLabels.modelName}>
                {displayName(session)} {isSimulated && <Badge tone="accent">Simulated</Badge>}
              </Detail>
              <Detail name={connectionFieldLabels.modelId} mono>
                {session.modelId}
              </Detail>
              <Detail name={connectionFieldLabels.endpointUrl} mono>
                {session.endpointUrl}
              </Detail>
              {Object.keys(session.extraBody).length > 0 && (
                <Detail name={connectionFieldLabels.extraBody} mono>
                  {JSON.stringify(session.extraBody)}
                </Detail>
              )}
              {report?.serverModel && report.serverModel !== session.modelId && (
                <Detail name="Reported model" mono>
                  {report.serverModel}
                </Detail>
              )}
              {report?.contextTokens && (
                <Detail name="Context window">{formatCount(report.contextTokens)} tokens</Detail>
              )}
              {report && report.rateLimits.length > 0 && (
                <Detail name="Rate limits">{rateLimitText(report.rateLimits)}</Detail>
              )}
              <Detail name={connectionFieldLabels.apiKey}>Stored encrypted, never shown</Detail>
              {session.headerNames.length > 0 && (
                <Detail name={connectionFieldLabels.headers} mono>
                  {session.headerNames.join(', ')}
                </Detail>
              )}
            </dl>
            <p className="mt-4">
              <Link to="/demo/test-model/batch/reproduce" className="link text-[0.9375rem]">
                Reproduce the call
              </Link>
            </p>
          </Section>
          {!isUnknownModel && modelChoice}
        </div>
      </div>
      <StepFooter back="domain" next={connectionTested ? 'batch' : undefined} primary />
    </>
  );
}

function TestOutcome({ session }: { session: Session }) {
  const { connectionTested, lastError, connectionReport } = session;
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

/** Offers the address that the server does speak at; nothing without such a finding. */
function OtherSchemeForm({ session, isChanging }: { session: Session; isChanging: boolean }) {
  const reason = session.connectionReport?.errorReason;
  if (reason !== 'speaks_http' && reason !== 'speaks_https') return null;
  return (
    <Form method="post">
      <Button name="intent" value="change-scheme" busy={isChanging} variant="primary">
        Enter {withOtherScheme(session.endpointUrl)} instead
      </Button>
    </Form>
  );
}

function Detail({ name, mono, children }: { name: string; mono?: boolean; children: ReactNode }) {
  return (
    <div>
      <dt className="text-sm text-muted">{name}</dt>
      <dd className={`wrap-anywhere ${mono ? 'figures text-sm' : ''}`}>{children}</dd>
    </div>
  );
}

const formatKnownMs = (ms: number | null) => (ms === null ? null : formatMs(ms));

/** `1,000 requests, 60,000 tokens a minute`. */
function rateLimitText(limits: ConnectionReport['rateLimits']): string {
  return limits
    .map(({ of, window, limit, remaining }) => {
      const count = formatCount(limit ?? remaining ?? 0);
      return `${count} ${of}${window ? ` a ${window}` : ''}${limit === null ? ' left' : ''}`;
    })
    .join(', ');
}
