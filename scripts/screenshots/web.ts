/**
 * Takes pictures of the browser view, with a scripted server: those of the README into docs/web or, given a folder, all
 * scenes into that: `node scripts/screenshots/web.ts [FOLDER [NAME…]]`. The dist folder must be built.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { startChromium } from '../../test/web/helpers/chromium.ts';
import { shopRecord } from '../../test/web/helpers/scriptedLogs.ts';
import { type Script, ScriptedServer } from '../../test/web/helpers/scriptedServer.ts';

const FLEET: Script = {
  logs: [
    { host: 'web-01', log: 'app', state: { errors: 2, warnings: 13, rate: 9.1 } },
    { host: 'web-02', log: 'app', state: { errors: 2, warnings: 14, rate: 10 } },
    { host: 'web-03', log: 'access', state: { errors: 2, warnings: 12, rate: 10 } },
    { host: 'db-1', log: 'pg', state: { errors: 8, rate: 8.7 } },
  ],
  count: 4000,
  record: shopRecord,
  older: 1000,
};

interface Scene {
  readonly name: string;
  readonly script?: Partial<Script>;
  readonly size?: { readonly width: number; readonly height: number };
  readonly theme?: 'light' | 'dark';
  /** Skips the login: opens the page without its token. */
  readonly noToken?: boolean;
  /** Whether it is in the README. */
  readonly isForReadme?: boolean;
  readonly play?: (page: Page, server: ScriptedServer) => Promise<void>;
}

const key =
  (...keys: string[]) =>
  async (page: Page): Promise<void> => {
    for (const one of keys) {
      await page.keyboard.press(one);
      await page.waitForTimeout(150);
    }
  };

const README_SIZE = { width: 940, height: 520 };

/** Shows the latest error, unfolded and in full. */
const showError = async (page: Page): Promise<void> => {
  await key('v', 'E', 'Enter')(page);
  await page.waitForSelector('.detail pre');
};

const SCENES: readonly Scene[] = [
  { name: 'split', isForReadme: true, size: README_SIZE, play: key('s') },
  { name: 'merged', isForReadme: true, size: { width: 1100, height: 500 }, theme: 'light', play: showError },
  { name: 'phone', isForReadme: true, size: { width: 360, height: 520 }, play: key('E') },
  { name: 'split-dark' },
  { name: 'split-light', theme: 'light' },
  { name: 'merged-dark', play: key('v') },
  { name: 'merged-light', theme: 'light', play: key('v') },
  {
    name: 'search-detail',
    play: async page => {
      await key('v', '/')(page);
      await page.keyboard.type('checkout');
      await page.waitForTimeout(400);
      await page.keyboard.press('Enter');
      await page.waitForTimeout(300);
      await page.keyboard.press('Escape');
      await key('E', 'o', 'Enter')(page);
      await page.waitForTimeout(300);
    },
  },
  {
    name: 'detail-json-light',
    theme: 'light',
    play: async page => {
      await key('v', 'p')(page);
      await page.locator('.row', { hasText: 'payment settled' }).last().click();
      await key('Enter')(page);
      await page.waitForTimeout(300);
      await page.getByRole('button', { name: 'Count the values of currency' }).click();
      await page.waitForTimeout(300);
    },
  },
  {
    name: 'timeline-range',
    play: async page => {
      await key('v')(page);
      const plot = (await page.locator('.plot').boundingBox())!;
      await page.mouse.move(plot.x + plot.width * 0.4, plot.y + 20);
      await page.mouse.down();
      await page.mouse.move(plot.x + plot.width * 0.6, plot.y + 22, { steps: 5 });
      await page.waitForTimeout(200);
    },
  },
  {
    name: 'filters',
    play: async page => {
      await key('v', '&')(page);
      await page.keyboard.type('checkout');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Escape');
      await key('!')(page);
      await page.keyboard.type('healthz');
      await page.keyboard.press('Enter');
      await page.waitForTimeout(300);
    },
  },
  { name: 'phone-dark', size: { width: 360, height: 740 } },
  { name: 'phone-light', size: { width: 360, height: 740 }, theme: 'light' },
  {
    name: 'phone-detail',
    size: { width: 360, height: 740 },
    play: async page => {
      await key('E', 'Enter')(page);
      await page.waitForTimeout(300);
    },
  },
  {
    name: 'phone-logs',
    size: { width: 360, height: 740 },
    play: key('s'),
  },
  {
    name: 'troubles',
    script: { count: 0, older: 0 },
    play: async (page, server) => {
      server.change(0, {
        state: 'failed',
        trouble: {
          message: 'web-01: Permission denied (publickey).',
          advice: 'Check the key that is offered: ssh -v web-01.',
        },
      });
      server.change(1, {
        state: 'retrying',
        at: Date.now() + 8000,
        trouble: { message: 'web-02 did not answer within 10 s (key exchange).', advice: null },
      });
      server.change(2, { state: 'absent' });
      server.change(3, { state: 'connecting', detail: 'authenticating' });
      server.ask(['The host key of the jump host bastion is not known']);
      await page.waitForTimeout(300);
    },
  },
  {
    name: 'lost',
    play: async (page, server) => {
      server.refusal = 'x';
      await server.close();
      await page.waitForTimeout(700);
    },
  },
  { name: 'refused', noToken: true },
  {
    name: 'nothing-matches',
    play: async page => {
      await key('v', '&')(page);
      await page.keyboard.type('nowhere');
      await page.keyboard.press('Enter');
      await page.waitForTimeout(300);
    },
  },
  { name: 'empty', script: { logs: [], count: 0 } },
  { name: 'help', play: key('?') },
  { name: 'menu', play: async page => page.getByRole('button', { name: 'Menu' }).click() },
  {
    name: 'paused-older',
    play: async page => {
      await key('v', 'g', 'g')(page);
      await page.waitForTimeout(400);
      await key('g')(page);
      await page.waitForTimeout(300);
    },
  },
  { name: 'wide-4k', size: { width: 3840, height: 2160 } },
];

const take = async (context: BrowserContext, scene: Scene, folder: string): Promise<void> => {
  const server = await ScriptedServer.start({ ...FLEET, ...scene.script });
  const page = await context.newPage();
  page.on('pageerror', error => console.error(`${scene.name}: ${error.message}`));
  page.on(
    'console',
    message => message.type() === 'error' && console.error(`${scene.name}: ${message.text()}`),
  );
  await page.setViewportSize(scene.size ?? { width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: scene.theme ?? 'dark', reducedMotion: 'reduce' });
  await page.goto(scene.noToken ? server.address : server.link);
  await page.evaluate(() => localStorage.setItem('rtail-prefs', JSON.stringify({ utc: true })));
  await page.waitForTimeout(500);
  await scene.play?.(page, server);
  await page.waitForTimeout(250);
  await page.screenshot({ path: join(folder, `${scene.name}.png`) });
  await page.evaluate(() => localStorage.clear());
  await page.close();
  await server.close().catch(() => {});
};

const [folder, ...names] = process.argv.slice(2);
const target = folder ?? join(import.meta.dirname, '../../docs/web');
const isWanted = ({ name, isForReadme }: Scene): boolean =>
  folder === undefined ? isForReadme === true : names.length === 0 || names.includes(name);
mkdirSync(target, { recursive: true });
const browser = await startChromium({ timezoneId: 'UTC', locale: 'en-GB' });
try {
  for (const scene of SCENES.filter(isWanted)) await take(browser.context, scene, target);
} finally {
  await browser.close();
}
