import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { runTitle } from '../../contract/runs.ts';
import { stepMeta } from '../lib/steps.ts';
import { requireSession } from '../lib/wizardSession.server.ts';
import { loadReport } from '../steps/report/loadReport.server.ts';
import { ReportView } from '../steps/report/ReportView.tsx';

/** A printer's dialog offers it as the name of the file. */
export const meta: MetaFunction<typeof loader> = ({ data, error }) =>
  data
    ? [{ title: `${runTitle(data.run)}, ${data.run.modelName} · BYOM` }]
    : stepMeta('batch')({ error });

/** The run that the address names, with all of its answers, made to be printed. */
export async function loader({ context, request }: LoaderFunctionArgs) {
  await requireSession(context);
  return loadReport(context, new URL(request.url).searchParams.get('run') ?? '');
}

export default function Report() {
  return <ReportView {...useLoaderData<typeof loader>()} />;
}

export { StepErrorBoundary as ErrorBoundary } from '../shell/StepErrorBoundary.tsx';
