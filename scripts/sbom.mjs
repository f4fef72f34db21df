/**
 * `npm run sbom`: writes the bill of materials, a CycloneDX list of all packages with version, licence and
 * checksum, for whoever has to look for a vulnerable one. Those of development are in it, too: the pages' bundle is
 * made of them, and npm's `--omit=dev` leaves out what a development package needs as well.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectRoot } from './prepare.mjs';

const file = join('build', 'sbom.cdx.json');
const options = ['--sbom-format=cyclonedx', '--package-lock-only'];
const bill = execFileSync('npm', ['sbom', ...options], {
  cwd: projectRoot,
  encoding: 'utf8',
  maxBuffer: 64 * 1_048_576,
  shell: process.platform === 'win32',
});
const { components } = JSON.parse(bill);
const target = join(projectRoot, file);
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, bill);
process.stdout.write(`Bill of materials: ${components.length} packages in ${file}\n`);
