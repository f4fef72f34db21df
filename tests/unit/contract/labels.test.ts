import { describe, expect, it } from 'vitest';
import { metricLabels } from '../../../contract/metricLabels.ts';
import { outcomeDefinitions } from '../../../contract/outcomes.ts';
import { resultFilterDefinitions, resultSortingDefinitions } from '../../../contract/results.ts';
import { runSettingDefinitions } from '../../../contract/runSettings.ts';
import { suitePromptLabels } from '../../../contract/suites.ts';

const labelsOf = (definitions: object) =>
  Object.entries(definitions).map(([name, { label }]) => [label, name] as const);

/** Labels that stand for things of different names. */
function ambiguous(labels: (readonly [label: string, name: string])[]): string[] {
  const names = new Map<string, Set<string>>();
  for (const [label, name] of labels) names.set(label, (names.get(label) ?? new Set()).add(name));
  return [...names].filter(([, meanings]) => meanings.size > 1).map(([label]) => label);
}

describe('a label means one thing', () => {
  it('among filters, outcomes and headings of the result table', () => {
    const filters = Object.entries(resultFilterDefinitions).map(
      ([name, { label, where }]) => [label, where.outcome ?? `filter ${name}`] as const,
    );
    const sortings = labelsOf(resultSortingDefinitions).map(
      ([label, name]) => [label, `sorting ${name}`] as const,
    );
    expect(ambiguous([...filters, ...sortings, ...labelsOf(outcomeDefinitions)])).toEqual([]);
  });

  it('among the settings of a run, its metrics and the fields of a prompt', () => {
    expect(
      ambiguous([
        ...labelsOf(runSettingDefinitions),
        ...Object.entries(metricLabels).map(([name, label]) => [label, name] as const),
        ...Object.entries(suitePromptLabels).map(([name, label]) => [label, name] as const),
      ]),
    ).toEqual([]);
  });
});
