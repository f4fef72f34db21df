/** The API's documentation lists every reason of a failed call, in the row of its kind. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import {
  errorKinds,
  errorReasonDefinitions,
  errorReasons,
} from '../../../contract/errorReasons.ts';

const rows = new Map(
  readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.match(/\w+(?=`)/g) ?? []))
    .map(([, kind = [], reasons = []]) => [kind[0], reasons] as const),
);

it.each(errorKinds)('%s', (kind) => {
  const ofKind = errorReasons.filter((reason) => errorReasonDefinitions[reason].kind === kind);
  expect([...(rows.get(kind) ?? [])].sort()).toEqual(ofKind.sort());
});
