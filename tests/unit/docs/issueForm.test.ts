import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { probeLabels, reportDetailLabels } from '../../../contract/connectionReport.ts';

const form = readFileSync('.github/ISSUE_TEMPLATE/server-does-not-work.yml', 'utf8');

it('the form for servers that do not work names what the compatibility card shows', () => {
  const quoted = [...form.matchAll(/with "([^"]+)" and "([^"]+)" unfolded/g)].flatMap((found) =>
    found.slice(1),
  );
  expect(quoted).toEqual(Object.values(reportDetailLabels));
  const lines = /placeholder: \|\n((?: {8}.+\n)+)/.exec(form)?.[1]?.trimEnd().split('\n') ?? [];
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    expect(Object.values(probeLabels)).toContain(line.trim().split(':')[0]);
  }
});
