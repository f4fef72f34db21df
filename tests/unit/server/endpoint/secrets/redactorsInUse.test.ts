import { expect, it } from 'vitest';
import { createRedactorsInUse } from '../../../../../server/endpoint/secrets/redactorsInUse.ts';

const apiKey = 'sk-canary-0123456789abcdef0123456789abcdef';

it('calls with one key that overlap share its pieces, which go with the last of them', () => {
  const redactors = createRedactorsInUse();
  const calls = Array.from({ length: 3 }, () => redactors.take(apiKey));
  const other = redactors.take(`${apiKey}0`);
  expect(new Set(calls.map(({ createFilter }) => createFilter)).size).toBe(1);
  expect(other.createFilter).not.toBe(calls[0]?.createFilter);
  expect(redactors.size).toBe(2);
  for (const { release } of calls) {
    expect(redactors.size).toBe(2);
    release();
  }
  expect(redactors.size).toBe(1);
  other.release();
  expect(redactors.size).toBe(0);
  const filter = redactors.take(apiKey).createFilter();
  expect(filter.push(`It is ${apiKey}.`) + filter.end()).toBe('It is sk-[redacted].');
});
