import type { ReactNode } from 'react';
import {
  type RunSettingDefinition,
  type RunSettingName,
  runSettingDefinitions,
} from '../../../../contract/runSettings.ts';
import type { CallRecipes, Run } from '../../../lib/api.ts';
import { CallRecipeList } from '../../../ui/CallRecipeList.tsx';
import { Section } from '../../../ui/Section.tsx';
import { Time } from '../../../ui/Time.tsx';
import { clockNote } from '../clockNote.ts';
import { type RefusedGrading, RegradeForm } from '../grades/RegradeForm.tsx';
import { settingText } from './settingText.ts';

export interface ShownSettings {
  p50LatencyMs: number | null;
  categories: string[];
  /** The call behind its first result; null where there is none. */
  recipes: CallRecipes | null;
  /** What is changed in each request because the endpoint refused it, in words. */
  adaptations: string[];
}

/** How a run asked, how exact its times are, and how to make a call of it again or grade it anew. */
export function SettingsTab({
  run,
  p50LatencyMs,
  categories,
  recipes,
  adaptations,
  refusedGrading,
}: ShownSettings & { run: Run; refusedGrading: RefusedGrading | null }) {
  const definitions = Object.entries(runSettingDefinitions) as [
    RunSettingName,
    RunSettingDefinition,
  ][];
  return (
    <div className="space-y-10">
      <Section title="Configuration">
        <dl className="grid gap-x-12 text-[0.9375rem] md:grid-cols-2">
          <Line name="Model id">{run.modelId ?? 'unknown'}</Line>
          <Line name="Started">
            <Time at={run.startedAt} toTheSecond />
          </Line>
          {run.completedAt && (
            <Line name="Ended">
              <Time at={run.completedAt} toTheSecond />
            </Line>
          )}
          {definitions.map(([name, definition]) => (
            <Line key={name} name={definition.label}>
              {settingText(definition, run.config[name])}
            </Line>
          ))}
        </dl>
      </Section>
      {adaptations.length > 0 && (
        <Section title="Adaptations">
          <p className="mb-2 text-muted">
            The endpoint refused these, so every request goes without them.
          </p>
          <ul className="list-disc space-y-1 pl-5 text-[0.9375rem]">
            {adaptations.map((change) => (
              <li key={change} className="wrap-anywhere">
                {change}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title="Clock">
        <p className="text-muted">
          {clockNote(run.clockDelayP99Ms, p50LatencyMs) ??
            (run.clockDelayP99Ms === null
              ? 'How exact the times are is unknown.'
              : 'Times are exact: the clock was never late enough to matter.')}
        </p>
      </Section>
      <Section title="Grading">
        <RegradeForm testRunId={run.id} categories={categories} refused={refusedGrading} />
      </Section>
      {recipes && (
        <Section title="Reproduce a call">
          <p className="mb-4 text-muted">
            The first call of the run. Each result has its own under “Reproduce it”.
          </p>
          <CallRecipeList recipes={recipes} />
        </Section>
      )}
    </div>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex justify-between gap-6 border-b border-rule py-2">
      <dt className="shrink-0 text-muted">{name}</dt>
      <dd className="max-h-40 min-w-0 overflow-y-auto text-right whitespace-pre-wrap wrap-anywhere">
        {children}
      </dd>
    </div>
  );
}
