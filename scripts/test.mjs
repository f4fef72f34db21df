/**
 * `npm test`: installs and builds what is missing, then runs every test and closes with one line,
 * `N passed, N failed`, before which it names what was not run, and what passed at a second attempt only. With `--check` it runs `npm run check` before
 * and writes the bill of materials. Other arguments go to vitest.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfNeeded, installIfNeeded, pinnedNode, projectRoot, run } from './prepare.mjs';

const report = join(projectRoot, 'node_modules', '.cache', 'byom', 'test-report.json');
const toVitest = process.argv.slice(2).filter((argument) => argument !== '--check');

installIfNeeded();
if (process.argv.includes('--check')) run('npm', ['run', '--silent', 'check']);
await buildIfNeeded();
if (process.argv.includes('--check')) run('npm', ['run', '--silent', 'sbom']);
run(pinnedNode(), ['tests/support/chromium.main.ts']);

mkdirSync(join(report, '..'), { recursive: true });
const { status } = spawnSync(
  pinnedNode(),
  [
    join('node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    '--reporter=./tests/support/secondAttempts.reporter.ts',
    `--outputFile.json=${report}`,
    ...toVitest,
  ],
  { cwd: projectRoot, stdio: 'inherit' },
);
const counts = JSON.parse(readFileSync(report, 'utf8'));
for (const { assertionResults } of counts.testResults) {
  for (const { status: outcome, fullName } of assertionResults) {
    if (!['passed', 'failed'].includes(outcome)) process.stdout.write(`not run: ${fullName}\n`);
  }
}
process.stdout.write(`${counts.numPassedTests} passed, ${counts.numFailedTests} failed\n`);
process.exit(status ?? 1);
