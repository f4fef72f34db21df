/** Run before the tests, so that a missing browser is installed or named once, not by every test. */
import { findOrInstallChromium } from './chromium.ts';

try {
  findOrInstallChromium();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
