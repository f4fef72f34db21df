/**
 * `node tests/support/promptfooVerdicts.main.ts`: asks promptfoo for its verdict on each of the cases that we compare with it, and
 * writes them down for the test, since it is too large to be a dependency.
 */
import { writeFileSync } from 'node:fs';
import { installPromptfoo, loadPromptfooAssertions, VERSION } from '../bench/promptfoo.ts';
import { promptfooCases } from '../unit/tables/promptfooCases.ts';

installPromptfoo();
const passes = await loadPromptfooAssertions();
const verdicts: Record<string, boolean> = {};
for (const { label, answer, assertion } of promptfooCases) {
  verdicts[label] = await passes(assertion, answer);
}
const path = new URL('../fixtures/promptfooVerdicts.json', import.meta.url);
writeFileSync(path, `${JSON.stringify({ version: VERSION, verdicts }, null, 2)}\n`);
process.exit(0);
