/** The API's documentation names every outcome, and every setting of a run. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { outcomes } from '../../../contract/outcomes.ts';
import { runSettingDefinitions } from '../../../contract/runSettings.ts';

const text = readFileSync('docs/api.md', 'utf8');

it.each(outcomes)('the outcome %s', (outcome) => {
  expect(text).toContain(`\`${outcome}\``);
});

it.each(Object.keys(runSettingDefinitions))('the setting %s', (name) => {
  expect(text).toContain(`"${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}"`);
});
