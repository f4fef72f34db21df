import { Form } from '@remix-run/react';
import { Check, CircleSlash, Info, type LucideIcon, TriangleAlert, Wrench } from 'lucide-react';
import {
  contextTestTokens,
  probeLabels,
  probeVerdictLabels,
  reportDetailLabels,
} from '../../../contract/connectionReport.ts';
import type { Connection, ConnectionReport, Probe } from '../../lib/api.ts';
import { useHydrated } from '../../lib/useHydrated.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { RequestId } from '../../ui/RequestId.tsx';
import { FoldedSection } from '../../ui/Section.tsx';

/** What the connection test tried, how it went, and the endpoint's own words behind it. */
export function CompatibilityCard({
  connection,
  report,
  isProbing,
  isOpen,
}: {
  connection: Connection;
  report: ConnectionReport;
  isProbing: boolean;
  isOpen: boolean;
}) {
  const canCopy = useHydrated();
  const triedProbes = report.probes.filter((probe) => probe.verdict !== 'skipped');
  const adaptedCount = report.probes.filter((probe) => probe.verdict === 'adapted').length;
  return (
    <FoldedSection title="Compatibility" level={3} isOpen={isOpen}>
      {report.success && (
        <p className="mb-3 text-[0.9375rem] text-muted">
          {adaptedCount === 0
            ? 'Runs and chat call the endpoint in the usual way.'
            : 'Runs and chat follow what was adapted here, and every export names it.'}
        </p>
      )}
      <ul className="border-t border-rule">
        {triedProbes.map((probe) => (
          <ProbeLine key={probe.name} probe={probe}>
            {probe.name === 'address' && report.called.length > 1 && (
              <TriedAddresses addresses={report.called} />
            )}
            {probe.name === 'context' && (
              <ContextWindowTestForm connectionId={connection.connectionId} isProbing={isProbing} />
            )}
          </ProbeLine>
        ))}
      </ul>
      <LaterAdaptations connection={connection} report={report} />
      {canCopy && (
        <p className="mt-3 flex flex-wrap items-center gap-x-4 text-sm text-muted">
          <CopyButton
            label="Copy the report of this endpoint"
            text={async () => {
              // It knows all providers, which the page does without until then.
              const { endpointReport } = await import('../../../contract/endpointReport.ts');
              return endpointReport({ ...connection, connectionReport: report });
            }}
          />
          It is JSON for a support ticket, without the key.
        </p>
      )}
      {triedProbes.length < report.probes.length && (
        <p className="mt-3 text-[0.9375rem] text-muted">
          {report.success
            ? 'The rest has not been tried yet.'
            : 'The rest is tried once the model answers.'}
        </p>
      )}
    </FoldedSection>
  );
}

/** What calls of runs and chat found out after the test. */
function LaterAdaptations({
  connection,
  report,
}: {
  connection: Connection;
  report: ConnectionReport;
}) {
  const said = report.probes.map(({ finding }) => finding.toLowerCase()).join(' ');
  const later = Object.entries(connection.adaptations).filter(
    ([feature, { change }]) =>
      !said.includes(change.toLowerCase()) && !said.includes(feature.toLowerCase()),
  );
  if (later.length === 0) return null;
  return (
    <p className="mt-3 text-[0.9375rem] wrap-anywhere">
      <strong className="font-medium">Adapted since the test:</strong>{' '}
      {later.map(([, { change }]) => change).join('; ')}.
    </p>
  );
}

function ProbeLine({ probe, children }: { probe: Probe; children?: React.ReactNode }) {
  const { Icon, color } = verdictStyles[probe.verdict];
  return (
    <li className="grid grid-cols-[auto_1fr] gap-x-3 border-b border-rule py-2.5 sm:grid-cols-[auto_9rem_1fr]">
      <Icon aria-hidden className={`mt-1 size-4 ${color}`} />
      <p className="font-medium">
        {probeLabels[probe.name]}
        <span className="sr-only">: {probeVerdictLabels[probe.verdict]}</span>
      </p>
      <div className="col-start-2 min-w-0 text-[0.9375rem] wrap-anywhere sm:col-start-3">
        {probe.verdict === 'adapted' && (
          <strong className="font-medium">{probeVerdictLabels.adapted}. </strong>
        )}
        {probe.finding}
        {probe.said && (
          <details className="mt-1">
            <summary className="link w-fit cursor-pointer text-sm">
              {reportDetailLabels.said}
            </summary>
            <p className="figures mt-1 max-h-48 overflow-y-auto text-sm whitespace-pre-wrap text-muted">
              {probe.said}
            </p>
          </details>
        )}
        {probe.upstreamRequestId && <RequestId id={probe.upstreamRequestId} />}
        {children}
      </div>
    </li>
  );
}

function TriedAddresses({ addresses }: { addresses: ConnectionReport['called'] }) {
  return (
    <details className="mt-1">
      <summary className="link w-fit cursor-pointer text-sm">{reportDetailLabels.called}</summary>
      <ol className="mt-1 space-y-1.5 text-sm text-muted">
        {addresses.map(({ url, result }) => (
          <li key={url}>
            <span className="figures block text-ink">{url}</span>
            {result}
          </li>
        ))}
      </ol>
    </details>
  );
}

/** The one probe that costs more than a few tokens, so it is asked for. */
function ContextWindowTestForm({
  connectionId,
  isProbing,
}: {
  connectionId: string;
  isProbing: boolean;
}) {
  return (
    <Form method="post" replace preventScrollReset className="mt-2 flex flex-wrap items-end gap-2">
      <input type="hidden" name="connectionId" value={connectionId} />
      <label className="text-sm">
        Prompt of about{' '}
        <select
          name="tokens"
          defaultValue={contextTestTokens.default}
          className="rounded-md border border-edge bg-surface px-2 py-1"
        >
          {promptSizes.map((tokens) => (
            <option key={tokens} value={tokens}>
              {tokens.toLocaleString('en-US')} tokens
            </option>
          ))}
        </select>
      </label>
      <Button name="intent" value="probe-context" busy={isProbing}>
        Test the context window
      </Button>
    </Form>
  );
}

const promptSizes = [2_000, 4_000, 8_000, 16_000, 32_000, 64_000];

const verdictStyles: Record<Probe['verdict'], { Icon: LucideIcon; color: string }> = {
  ok: { Icon: Check, color: 'text-good' },
  adapted: { Icon: Wrench, color: 'text-warn' },
  failed: { Icon: TriangleAlert, color: 'text-bad' },
  info: { Icon: Info, color: 'text-muted' },
  skipped: { Icon: CircleSlash, color: 'text-muted' },
};
