/** What of a connection goes into a support ticket: the compatibility card as JSON, without anything private. */
import type { Adaptations, ConnectionReport } from './connectionReport.ts';
import { chatUrlsWithoutPreset, providerPresets } from './providerPresets.ts';

/** The connection that is reported. Its texts are free of the key already. */
export interface ReportedConnection {
  endpointUrl: string;
  modelId: string;
  adaptations: Adaptations;
  connectionReport: ConnectionReport;
}

/**
 * The report of an endpoint as indented JSON, with the field names of REST. The host is told only where it
 * is a provider's or this machine, the query not at all, and of the listed models only how many they are.
 */
export function endpointReport(connection: ReportedConnection): string {
  const { modelId, adaptations, connectionReport: report } = connection;
  const url = new URL(connection.endpointUrl);
  const hide = (text: string) => withoutPrivateParts(text, url);
  const requestId = report.upstreamRequestId;
  return JSON.stringify(
    {
      endpoint_url: hide(url.href),
      model_id: modelId,
      success: report.success,
      message: hide(report.message),
      ...(report.errorReason && { error_kind: report.errorKind, error_reason: report.errorReason }),
      ...(requestId && { upstream_request_id: requestId }),
      called: report.called.map((call) => ({ url: hide(call.url), result: hide(call.result) })),
      adaptations: Object.fromEntries(
        Object.entries(adaptations).map(([name, { change, said, trial }]) => [
          name,
          { change: hide(change), said: hide(said), ...(trial && { trial }) },
        ]),
      ),
      probes: report.probes
        .filter(({ verdict }) => verdict !== 'skipped')
        .map(({ name, verdict, finding, said, upstreamRequestId }) => ({
          name,
          verdict,
          finding: hide(finding),
          ...(said && { said: hide(said) }),
          ...(upstreamRequestId && { upstream_request_id: upstreamRequestId }),
        })),
      server_model: report.serverModel,
      models_listed: report.models?.length ?? null,
      context_tokens: report.contextTokens,
      rate_limits: report.rateLimits.map(({ resetMs, ...limit }) => ({
        ...limit,
        reset_ms: resetMs,
      })),
      latency_ms: report.latencyMs,
      ttft_ms: report.ttftMs,
      output_tokens: report.outputTokens,
      waited_for_model_ms: report.waitedForModelMs,
    },
    null,
    2,
  );
}

const publicHosts = new Set([
  ...[...providerPresets.map(({ baseUrl }) => baseUrl), ...chatUrlsWithoutPreset].map(
    (chatUrl) => new URL(chatUrl).hostname,
  ),
  'localhost',
  '127.0.0.1',
  '[::1]',
]);

/** Servers repeat their address in what they say, so it is taken out of every text. */
function withoutPrivateParts(text: string, { hostname, search }: URL): string {
  const withoutQuery = search === '' ? text : text.replaceAll(search, '?…');
  return publicHosts.has(hostname) ? withoutQuery : withoutQuery.replaceAll(hostname, 'HOST');
}
