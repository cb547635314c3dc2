import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fleet, fleetProblem, startFleet, until } from '../../helpers/fleet.ts';
import { type Running, startRtail } from '../../helpers/run.ts';
import { type Browser, hasChromium, startChromium } from '../../web/helpers/chromium.ts';

const problem = hasChromium ? fleetProblem('namespaces') : '/usr/bin/chromium is not here';

const BEGIN = Date.UTC(2026, 10, 29, 2);

const line = (n: number, word: string): string =>
  `${new Date(BEGIN + n * 1000).toISOString()} ${n % 100 === 0 ? 'ERROR' : 'INFO'} ${word} ${n}\n`;

const lines = (count: number, word: string): string =>
  Array.from({ length: count }, (_, n) => line(n, word)).join('');

describe.skipIf(problem)(`the page of a real server${problem ? ` (skipped: ${problem})` : ''}`, () => {
  let fleet: Fleet;
  let server: Running;
  let browser: Browser;
  let page: Page;
  let link = '';
  const complaints: string[] = [];

  beforeAll(async () => {
    fleet = await startFleet({ targets: 2, logs: { app: 'app.log', parts: 'part-*.log' } });
    const [first, second] = fleet.targets;
    first!.writeLog('app.log', lines(12_000, 'cart'));
    second!.writeLog('app.log', line(12_001, 'stock'));
    second!.writeLog('part-a.log', line(1, 'in a'));
    second!.writeLog('part-b.log', line(2, 'in b'));
    server = startRtail(['serve', '--listen', '127.0.0.1:0', '--idle', '1', '@targets:app', 'web-02:parts'], {
      home: fleet.client.home,
      limitMs: 120_000,
    });
    browser = await startChromium({ timezoneId: 'UTC', permissions: ['clipboard-read', 'clipboard-write'] });
    await server.sees(/Viewers: +http.*#t=[\w-]+\n/);
    link = /Viewers: +(\S+)/.exec(server.stderr().toString())![1]!;
    page = await browser.context.newPage();
    page.on('pageerror', error => complaints.push(error.message));
    page.on('console', message => message.type() === 'error' && complaints.push(message.text()));
  });
  afterAll(async () => {
    server?.kill('SIGKILL');
    await browser?.close();
    fleet?.close();
  });

  const texts = (): Promise<string[]> => page.locator('.row .line').allTextContents();
  const sees = (text: string): Promise<unknown> => page.locator('.row', { hasText: text }).first().waitFor();
  const readers = (): number =>
    fleet.targets.flatMap(target => target.processes()).filter(({ name }) => name === 'tail').length;

  it('shows what the hosts append, and reads back on the hosts with the viewer’s own filter', async () => {
    await page.goto(`${link}&view=merged`);
    await sees('stock 12001');
    expect(page.url()).not.toContain('t=');
    fleet.targets[0]!.appendLog('app.log', line(12_002, '<b>appended</b>'));
    await sees('<b>appended</b> 12002');
    await page.keyboard.press('&');
    await page.keyboard.type('cart [0-9]+00$');
    await page.keyboard.press('Enter');
    await expect.poll(texts, { interval: 30 }).not.toContain('stock 12001');
    // Initially 200 lines were read; the other matches exist only on the host. `g` goes to the first record,
    // and from there reads older ones.
    const back = async (): Promise<string[]> => {
      await page.keyboard.press('g');
      return texts();
    };
    await expect.poll(back, { interval: 200 }).toContain('cart 100');
    const shown = await texts();
    expect(shown.every(text => /^cart \d+00$/.test(text))).toBe(true);
    await page.locator('.row', { hasText: 'cart 100' }).first().locator('.time').click();
    await page.waitForSelector('.detail');
    expect(complaints).toEqual([]);
  });

  it('keeps a record of the past selected among its neighbours, and goes to a time that was not read yet', async () => {
    const selected = page.locator('.row.selected');
    await page.keyboard.press('x');
    await page.locator('.row', { hasText: /cart 99$/ }).waitFor();
    await selected.filter({ hasText: /cart 100$/ }).waitFor();
    await page.keyboard.press('x');
    await page.locator('.row', { hasText: /cart 99$/ }).waitFor({ state: 'detached' });
    await selected.filter({ hasText: /cart 100$/ }).waitFor();
    await page.getByRole('button', { name: 'Remove the filter cart [0-9]+00$' }).click();
    await page.keyboard.press('Escape');
    await page.keyboard.press(':');
    await page.keyboard.type(new Date(BEGIN + 9_000_000).toISOString());
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await texts()).includes('cart 9000')).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('reads the record that a link leads to again if its log was closed', async () => {
    await page
      .locator('.row', { hasText: /cart 9000$/ })
      .locator('.time')
      .click();
    await page.keyboard.press('Y');
    const copied = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(copied, { interval: 30 }).toContain('record=');
    const record = await copied();
    await page.goto('about:blank');
    await until(
      () => readers() === 0 || null,
      15_000,
      () => `readers: ${readers()}`,
    );
    await page.goto(record);
    await page.locator('.row.selected', { hasText: /cart 9000$/ }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('reads the time range of a link', async () => {
    await page.goto('about:blank');
    const from = (seconds: number): string => new Date(BEGIN + seconds * 1000).toISOString();
    await page.goto(`${new URL(link).origin}/#view=merged&from=${from(3000)}&to=${from(3003)}`);
    await expect.poll(texts, { interval: 30 }).toEqual(['cart 3000', 'cart 3001', 'cart 3002']);
    expect(complaints).toEqual([]);
  });

  it('opens a glob from a link, with the record that the link leads to, and leaves no reader behind', async () => {
    await page.goto('about:blank');
    await page.goto(`${new URL(link).origin}/#log=web-02%3Aparts&view=split`);
    await sees('in b 2');
    await sees('in a 1');
    await expect.poll(() => page.locator('.pane').count()).toBe(2);
    await page.locator('.pane', { hasText: 'part-b' }).locator('.layer').focus();
    await page.keyboard.press('k');
    await page.keyboard.press('Y');
    const copied = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(copied, { interval: 30 }).toMatch(/#log=web-02%3Aparts&view=split&record=.*part-b/);
    const record = await copied();
    await page.goto('about:blank');
    await page.goto(record);
    await page.locator('.row.selected', { hasText: 'in b 2' }).waitFor();
    await page.waitForSelector('.detail');
    expect(complaints).toEqual([]);
    await page.close();
    await until(
      () => readers() === 0 || null,
      15_000,
      () => `readers: ${readers()}`,
    );
  });
});
