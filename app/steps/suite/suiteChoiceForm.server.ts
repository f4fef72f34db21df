import { z } from 'zod';
import { difficultyChoices, domainChoices } from './suiteChoice.ts';

const valuesOf = <Value extends string>(choices: { value: Value }[]) =>
  z.enum(choices.map(({ value }) => value) as [Value, ...Value[]], 'must be one of the choices');

/** The form of the second step. */
export const suiteChoiceForm = z.object({
  domain: valuesOf(domainChoices),
  difficulty: valuesOf(difficultyChoices),
});
