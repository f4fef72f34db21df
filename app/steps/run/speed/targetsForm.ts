import {
  namedTargets,
  type SloTargetName,
  type SloTargets,
  sloTargetDefinitions,
  sloTargetNames,
} from '../../../../contract/sloTargets.ts';
import type { SetTargetsInput } from '../../../lib/api.ts';
import type { FormProblem } from '../../../lib/formProblem.ts';
import { parseNumber } from '../settingsForm.ts';

/** The targets of a run as typed. */
export type TypedTargets = Record<SloTargetName, string>;

/** What was entered and not accepted. */
export interface RefusedTargets {
  values: TypedTargets;
  problem: FormProblem;
}

/** The API's fields that the form shows, under the names it gives them. */
export const targetLabels = Object.fromEntries(
  sloTargetNames.map((name) => [name, sloTargetDefinitions[name].label]),
);

/** The form as it opens: with what is set, or else with something to begin from. */
export function typedTargets(targets: SloTargets): TypedTargets {
  const isSet = namedTargets(targets).length > 0;
  return targetTexts((name) => (isSet ? targets[name] : sloTargetDefinitions[name].suggestion));
}

/** Reads a submitted form: as typed, to show again, and as the API takes it. */
export function readTargetsForm(form: FormData): { values: TypedTargets; input: SetTargetsInput } {
  const values = targetTexts((name) => String(form.get(name) ?? '').trim());
  const { ttftMs, tpotMs, latencyMs } = values;
  return {
    values,
    input: {
      testRunId: String(form.get('testRunId')),
      ttftMs: parseNumber(ttftMs),
      tpotMs: parseNumber(tpotMs),
      latencyMs: parseNumber(latencyMs),
    },
  };
}

function targetTexts(read: (name: SloTargetName) => string | number | null): TypedTargets {
  return Object.fromEntries(
    sloTargetNames.map((name) => [name, `${read(name) ?? ''}`]),
  ) as TypedTargets;
}
