import { Form, useNavigation } from '@remix-run/react';
import {
  namedTargets,
  sloTargetDefinitions,
  sloTargetNames,
} from '../../../../contract/sloTargets.ts';
import type { SloReport } from '../../../lib/api.ts';
import {
  formatCount,
  formatMs,
  formatPercent,
  formatPercentRange,
  formatRate,
  plural,
} from '../../../lib/format.ts';
import { Button } from '../../../ui/Button.tsx';
import { TextField } from '../../../ui/Field.tsx';
import { Metric } from '../../../ui/Metric.tsx';
import { Section } from '../../../ui/Section.tsx';
import { type RefusedTargets, typedTargets } from './targetsForm.ts';

/** How many calls of a run are within the times that a person sets, and the form that sets them. */
export function RunTargets({
  testRunId,
  report,
  refused,
}: {
  testRunId: string;
  report: SloReport;
  refused: RefusedTargets | null;
}) {
  const { formData } = useNavigation();
  const values = refused?.values ?? typedTargets(report.targets);
  const errors = refused?.problem.fieldErrors ?? {};
  const isSet = namedTargets(report.targets).length > 0;
  return (
    <Section title="Targets" aside="Failed calls meet none">
      {isSet && <Attainment report={report} />}
      <Form
        method="post"
        replace
        preventScrollReset
        noValidate
        aria-label="Targets"
        className="grid grid-cols-2 items-start gap-x-4 gap-y-3 sm:flex sm:flex-wrap"
      >
        <input type="hidden" name="testRunId" value={testRunId} />
        {sloTargetNames.map((name) => {
          const { label, min, max } = sloTargetDefinitions[name];
          return (
            <TextField
              // Another run, or other targets, are shown from the start.
              key={`${testRunId} ${name} ${values[name]}`}
              className="sm:w-36"
              label={`${label} at most`}
              name={name}
              type="number"
              inputMode="decimal"
              min={min}
              max={max}
              step="any"
              unit="ms"
              defaultValue={values[name]}
              error={errors[name]}
            />
          );
        })}
        <Button
          name="intent"
          value="set-targets"
          className="mt-[1.625rem]"
          busy={formData?.get('intent') === 'set-targets'}
        >
          {isSet ? 'Change targets' : 'Set targets'}
        </Button>
      </Form>
      {refused?.problem.formError && (
        <p role="alert" className="mt-3 text-sm text-bad">
          {refused.problem.formError}
        </p>
      )}
      <p className="mt-3 text-sm text-muted">
        {isSet
          ? 'An empty field is no target. Exports carry the targets and what came of them.'
          : 'Set how fast a call has to be, and see how many were. An empty field is no target.'}
      </p>
    </Section>
  );
}

function Attainment({ report }: { report: SloReport }) {
  const { calls, met, unjudged, goodput, durationMs } = report;
  const { sloAttainment, sloAttainmentLow, sloAttainmentHigh } = report;
  return (
    <dl className="mb-5 grid grid-cols-2 gap-x-6 gap-y-5 sm:grid-cols-4">
      <Metric
        name="Calls within targets"
        value={sloAttainment === null ? null : formatPercent(sloAttainment)}
      >
        {formatCount(met)} of {formatCount(calls)}
        {sloAttainmentLow !== null &&
          sloAttainmentHigh !== null &&
          `, 95 % interval ${formatPercentRange(sloAttainmentLow, sloAttainmentHigh)}`}
      </Metric>
      <Metric name="Goodput" value={goodput === null ? null : `${formatRate(goodput)}/s`}>
        calls within targets{durationMs !== null && `, over ${formatMs(durationMs)}`}
      </Metric>
      {unjudged > 0 && (
        <Metric name="Could not be judged" value={plural(unjudged, 'call')}>
          a figure is missing, so not counted as met
        </Metric>
      )}
    </dl>
  );
}
