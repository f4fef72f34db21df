import { rm } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { startByomProcess } from './byomProcess.ts';
import { launchChromium } from './chromium.ts';
import { makeDataFolder } from './dataFolder.ts';

export interface WizardServer {
  url: string;
  browser: Browser;
  close(): Promise<void>;
}

/**
 * Starts BYOM as people do, and a browser to visit it with. `variables` are as
 * in `.env.example`.
 */
export async function startWizardServer(
  variables: Record<string, string> = {},
): Promise<WizardServer> {
  const dataDir = await makeDataFolder('byom-e2e-');
  const byom = startByomProcess({
    DATA_DIR: dataDir,
    LOG_LEVEL: 'error',
    DEMO_MAX_SESSIONS_PER_IP: '1000',
    ...variables,
  });
  const [url, browser] = await Promise.all([byom.ready, launchChromium()]);
  return {
    url,
    browser,
    async close() {
      await browser.close();
      await byom.end('SIGTERM');
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
