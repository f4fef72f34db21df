import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { connectionFieldLabels } from '../../../contract/connectionFields.ts';
import type { Connection, ConnectionReport } from '../../lib/api.ts';
import { formatCount } from '../../lib/format.ts';
import { steps } from '../../lib/steps.ts';
import { FoldedSection } from '../../ui/Section.tsx';

/** How a model is connected, and what its endpoint tells of it. */
export function ConnectionDetails({ connection }: { connection: Connection }) {
  const { connectionId, modelId, endpointUrl, extraBody, headerNames } = connection;
  const report = connection.connectionReport;
  const reproduced = new URLSearchParams({ connection: connectionId });
  const title = connection.connectionTested ? 'Connected as' : 'Entered so far';
  return (
    <FoldedSection title={title} level={3} isOpen={connection.connectionTested}>
      <dl className="space-y-4">
        <Detail name={connectionFieldLabels.modelId} mono>
          {modelId}
        </Detail>
        {report?.baseModel && (
          <Detail name="Base, as the endpoint names it" mono>
            {report.baseModel}
          </Detail>
        )}
        <Detail name={connectionFieldLabels.endpointUrl} mono>
          {endpointUrl}
        </Detail>
        {Object.keys(extraBody).length > 0 && (
          <Detail name={connectionFieldLabels.extraBody} mono>
            {JSON.stringify(extraBody)}
          </Detail>
        )}
        {report?.serverModel && report.serverModel !== modelId && (
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
        {headerNames.length > 0 && (
          <Detail name={connectionFieldLabels.headers} mono>
            {headerNames.join(', ')}
          </Detail>
        )}
      </dl>
      <p className="mt-4">
        <Link to={`${steps.batch.path}/reproduce?${reproduced}`} className="link text-[0.9375rem]">
          Reproduce the call
        </Link>
      </p>
    </FoldedSection>
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

/** `1,000 requests, 60,000 tokens a minute`. */
function rateLimitText(limits: ConnectionReport['rateLimits']): string {
  return limits
    .map(({ of, window, limit, remaining }) => {
      const count = formatCount(limit ?? remaining ?? 0);
      return `${count} ${of}${window ? ` a ${window}` : ''}${limit === null ? ' left' : ''}`;
    })
    .join(', ');
}
