import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

export const CHROMIUM = '/usr/bin/chromium';

export const hasChromium = existsSync(CHROMIUM);

/** Without the browser's own traffic: updates, predictions, reports. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--force-color-profile=srgb',
];

export interface Browser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** The system's Chromium with a separate folder; `options` are those of Playwright's contexts. */
export const startChromium = async (
  options: Parameters<typeof chromium.launchPersistentContext>[1] = {},
): Promise<Browser> => {
  const folder = mkdtempSync(join(tmpdir(), 'rtail-test-chromium-'));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: CHROMIUM,
    headless: true,
    args: ARGUMENTS,
    ignoreDefaultArgs: ['--hide-scrollbars'],
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  return {
    context,
    close: async () => {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
