import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { literal } from '../../src/web/page/actions/selection.ts';
import type { ClientMessage } from '../../src/web/protocol/requests.ts';
import { type Browser, hasChromium, startChromium } from './helpers/chromium.ts';
import { numberedRecord, type ScriptedRecord, START, shopRecord } from './helpers/scriptedLogs.ts';
import { type Script, ScriptedServer } from './helpers/scriptedServer.ts';

if (!hasChromium) console.warn('skipped: the browser view is tested in /usr/bin/chromium, which is not here');

const SHOP: Script = {
  logs: [
    { host: 'web-01', log: 'app' },
    { host: 'web-02', log: 'app' },
    { host: 'db-1', log: 'pg' },
  ],
  count: 3000,
  record: shopRecord,
};

/** As in the page's style. */
const ROW_HEIGHT = 20;

const ONE: Script = { logs: [{ host: 'web-01', log: 'app' }], count: 500, record: numberedRecord };

describe.skipIf(!hasChromium)('the page in Chromium', () => {
  let browser: Browser;
  let page: Page;
  let server: ScriptedServer;
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await startChromium({
      timezoneId: 'UTC',
      locale: 'en-GB',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    page = await browser.context.newPage();
    page.on('pageerror', error => complaints.push(error.message));
    page.on('console', message => {
      // A socket cut by a test is reported as an error too.
      if (message.type() === 'error' && !/WebSocket|Failed to load/.test(message.text())) {
        complaints.push(message.text());
      }
    });
  });

  afterEach(async () => {
    await server?.close();
    expect(complaints.splice(0)).toEqual([]);
  });

  afterAll(async () => browser?.close());

  interface Opening {
    readonly fragment?: string;
    readonly width?: number;
    readonly height?: number;
    readonly theme?: 'light' | 'dark';
  }

  /** Opens the page of a server that plays a script. */
  const open = async (
    script: Script,
    { fragment = '', width = 1280, height = 800, theme = 'dark' }: Opening = {},
  ) => {
    server = await ScriptedServer.start(script);
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height });
    await page.goto(server.link + fragment);
    await page.waitForSelector(script.count === 0 ? '.pane' : '.row');
  };

  const texts = (): Promise<string[]> => page.locator('.row .line').allTextContents();
  const lastText = async (): Promise<string> => (await texts()).at(-1) ?? '';
  /** Returns the first visible row, and how many pixels of it are above the edge. */
  const place = (): Promise<{ readonly id: string; readonly above: number }> =>
    page.evaluate(() => {
      const top = document.querySelector('.layer')!.getBoundingClientRect().top;
      const row = [...document.querySelectorAll<HTMLElement>('.row')].find(
        node => node.getBoundingClientRect().bottom > top,
      )!;
      return { id: row.dataset['id']!, above: top - row.getBoundingClientRect().top };
    });
  const wheel = async (pixels: number): Promise<void> => {
    await page.mouse.move(700, 400);
    await page.mouse.wheel(0, pixels);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  };
  /** Scrolls rows of equal height, and waits until they are loaded: some may have to be read first. */
  const wheelBy = async (pixels: number): Promise<void> => {
    const height = async (): Promise<number> => {
      const { id, above } = await place();
      return Math.round(Number(id) * ROW_HEIGHT + above);
    };
    const before = await height();
    await wheel(pixels);
    await expect.poll(height, { interval: 30 }).toBe(before + pixels);
  };
  const sent = <T extends ClientMessage['type']>(type: T): Extract<ClientMessage, { type: T }>[] =>
    [...server.viewers].flatMap(({ received }) =>
      received.filter((message): message is Extract<ClientMessage, { type: T }> => message.type === type),
    );
  const waitFor = (what: () => Promise<boolean>): Promise<void> =>
    expect.poll(what, { interval: 30 }).toBe(true);

  test('shows the end of a log, follows it, and keeps the token out of the address', async () => {
    await open(ONE);
    await waitFor(async () => (await lastText()).startsWith('record 499 '));
    server.append(3);
    await waitFor(async () => (await lastText()).startsWith('record 502 '));
    expect(page.url()).not.toContain('scripted');
    await expect.poll(() => page.title()).toBe('web-01 · rtail');
  });

  test('pauses on scrolling up, keeps rows still during evictions, counts new ones, and follows again with G', async () => {
    await open(ONE);
    await wheelBy(-2000);
    const before = await place();
    server.evict(350);
    await waitFor(async () => (await page.locator('.status').textContent())!.includes('150 records'));
    server.append(7);
    await waitFor(async () => /7 new/.test((await page.locator('.newer').textContent()) ?? ''));
    expect(await place()).toEqual(before);
    server.evict(130);
    await waitFor(async () => (await page.locator('.status').textContent())!.includes('27 records'));
    expect(await place()).toEqual(before);
    await page.keyboard.press('G');
    await waitFor(async () => (await lastText()).startsWith('record 506 '));
    await page.locator('.newer').waitFor({ state: 'detached' });
  });

  test('reaches any place among ten million records, and returns to the same pixel', async () => {
    await open({ ...ONE, count: 10_000_000 });
    await page.keyboard.press('w');
    await page.keyboard.press('g');
    await waitFor(async () => (await place()).id === '0');
    const scrolled = await page.evaluate(() => {
      const rows = document.querySelector<HTMLElement>('.rows')!;
      rows.scrollTop = rows.scrollHeight / 2;
      return rows.scrollHeight;
    });
    expect(scrolled).toBeLessThan(9_000_000);
    await waitFor(async () => Math.abs(Number((await place()).id) - 5_000_000) < 50_000);
    await wheel(137);
    const start = await place();
    for (const pixels of [61, 3, 12_345]) {
      await wheel(pixels);
      await waitFor(async () => Number((await place()).id) * 20 > Number(start.id) * 20 + pixels / 3 - 100);
      await wheel(-pixels);
      await expect.poll(place, { interval: 30 }).toEqual(start);
    }
    await page.keyboard.press('G');
    await waitFor(async () => (await lastText()).startsWith('record 9999999 '));
  });

  test('scrolls smoothly over rows that arrive late', async () => {
    await open({ ...ONE, count: 200_000, delay: 60 });
    for (let n = 0; n < 8; n++) await wheel(-500);
    await waitFor(async () => Number((await place()).id) < 200_000 - 230);
    const ids = await page.locator('.row').evaluateAll(rows => rows.map(row => Number(row.dataset['id'])));
    expect(ids).toEqual(ids.map((_, i) => ids[0]! + i));
  });

  test('hostile lines are text: markup, control sequences, direction, a megabyte', async () => {
    const lines = [
      '<img src=x onerror="document.title=1"><script>document.title=1</script>',
      '\x1b[31mred \x1b[1;38;2;1;2;3mown\x1b[0m plain \x1b[7minverse\x1b[0m',
      'abc \u05d0\u05d1\u05d2 <b>123',
      'x'.repeat(1_000_000),
      `${'\x1b[31ma\x1b[0mb'.repeat(3000)}`,
    ];
    const record = (id: number): ScriptedRecord => ({ ms: START + id, level: null, text: lines[id]! });
    await open({ ...ONE, count: lines.length, record });
    await waitFor(async () => (await page.locator('.row').count()) === lines.length);
    expect(await page.locator('.row img, .row script, .row b:not(span)').count()).toBe(0);
    expect((await texts())[0]).toBe(lines[0]);
    expect(await page.title()).not.toBe('1');
    const red = page.locator('.row .f-1').first();
    expect(await red.textContent()).toBe('red ');
    expect(
      await page
        .locator('.row .fg')
        .first()
        .evaluate(node => node.style.getPropertyValue('--fg')),
    ).toBe('rgb(1 2 3)');
    expect((await texts())[3]!.length).toBeLessThan(9000);
    expect(await page.locator('.row').nth(4).locator('span').count()).toBeLessThan(500);
    await page.locator('.row').nth(3).locator('.time').click();
    await page.getByRole('button', { name: /Show more/ }).click();
    await waitFor(async () => (await page.locator('.detail pre').count()) === 2);
  });

  test('marks and counts search matches, and steps through them with n and N', async () => {
    await open(SHOP);
    await page.keyboard.press('v');
    await page.keyboard.press('/');
    await page.keyboard.type('checkout failed');
    await waitFor(async () => (await page.locator('.search .count').textContent()) === String(COUNT));
    server.unscanned = 2;
    await page.keyboard.press('Enter');
    await waitFor(
      async () => (await page.locator('.search .count').textContent()) === `${COUNT} of ${COUNT}`,
    );
    expect(await page.locator('.row.selected mark').textContent()).toBe('checkout failed');
    await page.keyboard.press('Escape');
    await page.keyboard.press('N');
    await waitFor(
      async () => (await page.locator('.search .count').textContent()) === `${COUNT - 1} of ${COUNT}`,
    );
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await waitFor(async () => (await page.locator('mark').count()) === 0);
  });
  const COUNT = Array.from({ length: 3000 }, (_, id) => shopRecord(id)).filter(
    ({ level }) => level === 'error',
  ).length;

  test('filters add up as chips, can be switched off and removed, and an invalid one is explained', async () => {
    await open(SHOP);
    await page.keyboard.press('v');
    await page.keyboard.press('&');
    await page.keyboard.type('checkout');
    await page.keyboard.press('Enter');
    await waitFor(async () => {
      const shown = await texts();
      return shown.length > 0 && shown.every(text => text.includes('checkout'));
    });
    // Whatever is typed next are keys for the log again.
    await page.keyboard.press('k');
    await waitFor(async () => (await page.locator('.row.selected').count()) === 1);
    expect(await page.locator('#filter').inputValue()).toBe('');
    await page.locator('#filter').fill('(');
    await page.keyboard.press('Enter');
    await waitFor(async () =>
      (await page.getByRole('alert').allTextContents()).join().includes('not closed'),
    );
    await page.getByRole('button', { name: 'Remove the filter (' }).click();
    await page.locator('.chip button[aria-pressed]').click();
    await waitFor(async () => !(await texts()).every(text => text.includes('checkout')));
    await page.getByRole('button', { name: 'Remove the filter checkout' }).click();
    await waitFor(async () => (await page.locator('.chip').count()) === 0);
  });

  test('a record shows its fields and its whole trace, and filters by a value', async () => {
    await open(SHOP);
    await page.keyboard.press('v');
    await page.keyboard.press('E');
    await waitFor(async () => (await page.locator('.row.selected[data-level="error"]').count()) === 1);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.detail .fields');
    expect(await page.locator('.detail pre').textContent()).toContain('... 14 more');
    await page.getByRole('button', { name: 'Show only records with thread http-11' }).click();
    await waitFor(async () => sent('view').at(-1)?.settings.filters[0]?.text === 'thread=http-11');
    await page.getByRole('button', { name: 'Count the values of logger' }).click();
    await page.waitForSelector('.values li');
    await page.keyboard.press('Escape');
    await page.locator('.detail').waitFor({ state: 'detached' });
  });

  test('ignores keys with a modifier and keys in a field; split and merged keep the selected record', async () => {
    await open(SHOP);
    await page.keyboard.press('Control+p');
    await page.keyboard.press('Alt+v');
    expect(await page.locator('.pane').count()).toBe(3);
    await page.locator('#filter').focus();
    await page.keyboard.type('vpG?');
    expect(await page.locator('#filter').inputValue()).toBe('vpG?');
    await page.locator('#filter').fill('');
    expect(await page.locator('.pane').count()).toBe(3);
    await page.locator('[data-pane="1"] .layer').focus();
    await page.keyboard.press('k');
    await page.keyboard.press('k');
    const id = await page.locator('[data-pane="1"] .row.selected').getAttribute('data-id');
    await page.keyboard.press('v');
    await waitFor(
      async () => (await page.locator('[data-pane="all"] .row.selected').getAttribute('data-id')) === id,
    );
    await page.keyboard.press('v');
    await waitFor(
      async () => (await page.locator('[data-pane="1"] .row.selected').getAttribute('data-id')) === id,
    );
  });

  test('copies several selected rows as whole lines, even if rows arrive meanwhile', async () => {
    await open(ONE);
    const first = (await page.locator('.row .line').nth(20).boundingBox())!;
    const last = (await page.locator('.row .line').nth(23).boundingBox())!;
    await page.mouse.move(first.x + 30, first.y + 8);
    await page.mouse.down();
    server.append(50);
    await page.mouse.move(last.x + 40, last.y + 8, { steps: 4 });
    await page.mouse.up();
    server.append(50);
    await waitFor(async () => (await page.locator('.status .mode').textContent()) === 'PAUSED');
    await page.keyboard.press('Control+c');
    await waitFor(async () =>
      /^raw record (\d+) .*\nraw record \d+ .*\nraw record \d+ .*\nraw record \d+ .*\n$/.test(
        await page.evaluate(() => navigator.clipboard.readText()),
      ),
    );
  });

  test('continues by itself after a lost connection and after a restart', async () => {
    await open(ONE);
    await wheelBy(-1000);
    const before = await place();
    server.isDown = true;
    server.cut();
    await page.waitForSelector('.lost');
    server.isDown = false;
    await page.locator('.lost').waitFor({ state: 'detached' });
    server.append(5);
    await waitFor(async () => /5 new/.test((await page.locator('.newer').textContent()) ?? ''));
    expect(await place()).toEqual(before);
    server.restart('two');
    await waitFor(async () => (await lastText()).startsWith('record 504 '));
    await waitFor(async () => (await page.locator('.status .mode').textContent()) === 'FOLLOW');
  });

  test('opens the same logs after a lost connection, and shows those of a restarted server by their names', async () => {
    await open(SHOP, { fragment: '&view=merged&hide=web-02%3Aapp' });
    await waitFor(async () => sent('view').at(-1)?.settings.hidden.join() === '1');
    const [viewer] = server.viewers;
    server.cut();
    await waitFor(async () => !server.viewers.has(viewer!) && sent('hello').length === 1);
    await waitFor(async () => (await page.locator('.lost').count()) === 0);
    expect(sent('hello')[0]!.logs).toEqual(['web-01:app', 'web-02:app', 'db-1:pg']);
    const [app, other, ...rest] = server.logs.splice(0);
    server.logs.push({ ...other!, source: 0 }, { ...app!, source: 1 }, ...rest);
    server.script = { ...server.script, record: id => ({ ...shopRecord(id), text: `again ${id}` }) };
    server.restart('two');
    await waitFor(async () => (await lastText()).startsWith('again '));
    await waitFor(async () => sent('view').at(-1)?.settings.hidden.join() === '0');
    await page.keyboard.press('k');
    await page.locator('.row.selected', { hasText: /again/ }).waitFor();
    expect(new URL(page.url()).hash).toBe('#hide=web-02%3Aapp&view=merged');
  });

  test('shows the first records of a pane that was paused when it was empty', async () => {
    await open({ ...ONE, count: 0 });
    await page.keyboard.press('p');
    await waitFor(async () => (await page.locator('.status .mode').textContent()) === 'PAUSED');
    server.append(200);
    await waitFor(async () => (await texts())[0]?.startsWith('record 0 ') === true);
    await page.keyboard.press('j');
    await page.locator('.row.selected').waitFor();
    expect(await page.locator('.status .mode').textContent()).toBe('PAUSED');
  });

  test.each([
    ['a lost connection', async () => server.cut()],
    [
      'a change of filters',
      async () => {
        await page.keyboard.press('&');
        await page.keyboard.type('record');
        await page.keyboard.press('Enter');
      },
    ],
  ])('has the place of an older record read again after %s', async (_title, act) => {
    await open({ ...ONE, older: 1000 });
    server.readOlder(500);
    await page.keyboard.press('g');
    await waitFor(async () => (await texts())[0]?.startsWith('record -500 ') === true);
    await page.locator('.row', { hasText: 'record -490 ' }).locator('.line').click();
    await page.locator('.row.selected', { hasText: 'record -490 ' }).waitFor();
    await act();
    const { ms: time } = numberedRecord(-490);
    await waitFor(async () => sent('history').some(({ what }) => what.kind === 'at' && what.time === time));
    await page.locator('.row.selected', { hasText: 'record -490 ' }).waitFor();
  });

  test('fits into the window with many logs and a long title, and a link turns to the page of its record', async () => {
    const logs = Array.from({ length: 60 }, (_, n) => ({ host: 'web-01', log: `log-${n}` }));
    const title = logs.map(({ host, log }) => `${host}:${log}`).join(' ');
    const fragment = `&view=split&record=one~47~${shopRecord(47).ms}~web-01%3Alog-47`;
    await open({ logs, title, count: 600, record: shopRecord }, { fragment });
    await page.locator('.pane', { hasText: 'log-47' }).locator('.row.selected').waitFor();
    const widest = (): Promise<number> =>
      page.evaluate(() =>
        Math.max(...[...document.querySelectorAll('.topbar > *')].map(e => e.getBoundingClientRect().right)),
      );
    expect(await widest()).toBeLessThanOrEqual(1280);
    expect((await page.locator('.topbar .search').boundingBox())!.width).toBeGreaterThan(150);
    expect((await page.locator('.topbar .title').boundingBox())!.width).toBeGreaterThan(50);
    const panes = (): Promise<number> => page.locator('.pane').count();
    const inWide = await panes();
    await page.setViewportSize({ width: 800, height: 500 });
    // A key that is pressed before the panes are arranged anew turns a page of the arrangement before.
    await expect.poll(panes).toBeLessThan(inWide);
    await page.locator('.pane', { hasText: 'log-47' }).locator('.row.selected').waitFor();
    await page.keyboard.press('[');
    await page.locator('.pane', { hasText: 'log-47' }).waitFor({ state: 'detached' });
  });

  test('closes what was closed while there was no connection', async () => {
    await open(SHOP, { fragment: '&view=split' });
    await expect.poll(() => page.locator('.pane').count()).toBe(3);
    server.isDown = true;
    server.cut();
    server.logs.pop();
    await page.waitForSelector('.lost');
    server.isDown = false;
    await expect.poll(() => page.locator('.pane').count()).toBe(2);
  });

  test('selects a range by dragging on the timeline, and by keys', async () => {
    await open(SHOP);
    await page.waitForSelector('.timeline .total');
    const plot = (await page.locator('.plot').boundingBox())!;
    await page.mouse.move(plot.x + plot.width * 0.25, plot.y + 9);
    await page.mouse.down();
    await page.mouse.move(plot.x + plot.width * 0.5, plot.y + 12, { steps: 3 });
    await page.mouse.up();
    const whole = shopRecord(2999).ms - START;
    await waitFor(async () => sent('view').at(-1)?.settings.range != null);
    const range = sent('view').at(-1)!.settings.range!;
    expect(Math.abs(range.from - START - whole / 4)).toBeLessThan(whole / 40);
    expect(Math.abs(range.to - START - whole / 2)).toBeLessThan(whole / 40);
    await page.locator('.plot').focus();
    for (const key of ['Home', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Enter'])
      await page.keyboard.press(key);
    await waitFor(async () => sent('view').at(-1)?.settings.range?.from === START);
    await page.locator('.pane .layer').first().focus();
    await page.keyboard.press('Escape');
    await waitFor(async () => sent('view').at(-1)?.settings.range === null);
  });

  test.each([
    [1280, 3],
    [1280, 5],
    [1900, 5],
    [1900, 7],
  ])('leaves no hole beside the last pane: %i columns of pixels, %i logs', async (width, count) => {
    const logs = Array.from({ length: count }, (_, i) => ({ host: `web-${i}`, log: 'app' }));
    await open({ ...ONE, logs }, { width });
    await expect.poll(() => page.locator('.pane').count()).toBe(count);
    const right = async (selector: string): Promise<number> => {
      const { x, width: across } = (await page.locator(selector).last().boundingBox())!;
      return x + across;
    };
    expect(await right('.pane')).toBe(await right('.panes'));
  });

  test('reads older lines on the hosts when scrolled past the start, and keeps its place', async () => {
    await open({ ...ONE, older: 800 });
    await page.keyboard.press('g');
    await waitFor(async () => (await place()).id === '0');
    await waitFor(async () => (await page.locator('.banner.edge').textContent())!.startsWith('Older lines'));
    await wheel(-100);
    await waitFor(async () => sent('history').length > 0);
    await waitFor(async () => (await page.locator('.row').first().getAttribute('data-id')) !== '0');
    await wheel(-200);
    await waitFor(async () => Number((await place()).id) < 0);
    await page.locator('.banner.edge').waitFor({ state: 'detached' });
  });

  test('leaves a context that is left at once, and shows none for a record that has left the buffer', async () => {
    await open(ONE);
    await page.locator('.layer').focus();
    for (const key of 'kkk') await page.keyboard.press(key);
    await page.evaluate(() => {
      const press = () => new KeyboardEvent('keydown', { key: 'x', bubbles: true, cancelable: true });
      for (let i = 0; i < 2; i++) document.activeElement!.dispatchEvent(press());
    });
    await waitFor(async () => sent('history').length === 2);
    expect(sent('history').map(({ what }) => what.kind)).toEqual(['around', 'leave']);
    expect(await page.locator('.banner:has-text("whatever the filters say")').count()).toBe(0);
    const before = await place();
    server.evict(499);
    await page.keyboard.press('x');
    await page.waitForSelector('text=this record is no longer buffered');
    await page.locator('.banner:has-text("selected record")').waitFor({ state: 'detached' });
    expect(await place()).toEqual(before);
  });

  test('waits a moment before it says that nothing has been logged', async () => {
    await open({ ...ONE, count: 0 });
    const cover = page.locator('.cover', { hasText: 'Nothing has been logged yet' });
    expect(await cover.evaluate(node => getComputedStyle(node).animationDelay)).toBe('1s');
    await waitFor(
      async () => (await cover.evaluate(node => getComputedStyle(node).visibility)) === 'visible',
    );
    server.append(1);
    await cover.waitFor({ state: 'detached' });
  });

  test('turns selected text into a filter or a search, and leaves no row of a context behind', async () => {
    await open(SHOP);
    await page.locator('[data-pane="1"] .layer').focus();
    await page.keyboard.press('k');
    await page.keyboard.press('x');
    await page.waitForSelector('.banner');
    await page.keyboard.press('x');
    await waitFor(async () => (await page.locator('.pane').count()) === 3);
    const word = page.locator('[data-pane="1"] .row.selected .line');
    const text = (await word.textContent())!;
    const select = () =>
      word.evaluate(node => {
        const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
        const range = document.createRange();
        range.setStart(texts.nextNode()!, 0);
        range.setEnd(texts.currentNode, 4);
        document.getSelection()!.removeAllRanges();
        document.getSelection()!.addRange(range);
      });
    await select();
    await page.locator('.selection-bar button', { hasText: 'Only' }).click();
    await waitFor(
      async () => sent('view').at(-1)?.settings.filters[0]?.text === literal(text.slice(0, 4).trim()),
    );
    await select();
    await page.keyboard.press('!');
    await waitFor(
      async () => (await page.locator('#filter').inputValue()) === literal(text.slice(0, 4).trim()),
    );
    await page.locator('#filter').fill('shop|cart|request|.');
    await page.keyboard.press('Enter');
    await waitFor(async () => (await page.locator('.row').count()) === 0);
  });

  test('reopens a view and a record from a link, and reports a different server', async () => {
    await open(SHOP, { fragment: '&grep=checkout&level=warn&view=merged' });
    await waitFor(async () => (await page.locator('.chip').count()) === 2);
    await page.waitForSelector('[data-pane="all"]');
    await server.close();
    await open(SHOP, { fragment: `&view=merged&record=one~1500~${shopRecord(1500).ms}~web-01%3Aapp` });
    await waitFor(async () => (await page.locator('.row.selected').getAttribute('data-id')) === '1500');
    await page.waitForSelector('.detail');
    await page.keyboard.press('Y');
    await waitFor(async () =>
      (await page.evaluate(() => navigator.clipboard.readText())).endsWith(
        `view=merged&record=one%7E1500%7E${shopRecord(1500).ms}%7Eweb-01%3Aapp`,
      ),
    );
    await server.close();
    await open(SHOP, { fragment: '&log=web-01%3Aapp&log=db-2%3Apg' });
    await waitFor(async () => sent('close').length === 2);
    expect(sent('open').map(({ names }) => names)).toEqual([['db-2:pg']]);
    await server.close();
    await open(SHOP, { fragment: `&view=merged&record=other~7~${shopRecord(900).ms}~web-01%3Aapp` });
    await page.waitForSelector('.row.selected[data-id="900"]');
    await page.waitForSelector('.detail');
  });

  test('moves rows with a finger, pixel by pixel, anywhere in a long list', async () => {
    await open({ ...ONE, count: 10_000_000 }, { width: 360, height: 740 });
    const session = await browser.context.newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', y: number) =>
      session.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: type === 'touchEnd' ? [] : [{ x: 180, y }],
      });
    const top = (): Promise<number> =>
      page.locator('.row[data-id="9999990"]').evaluate(row => row.getBoundingClientRect().top);
    const before = await top();
    await touch('touchStart', 300);
    for (let y = 320; y <= 500; y += 20) await touch('touchMove', y);
    await touch('touchEnd', 500);
    await expect.poll(top, { interval: 30 }).toBeCloseTo(before + 200, 0);
    await session.detach();
  });

  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const problems = async (rules?: readonly string[]): Promise<string[]> => {
    const options = JSON.stringify({ resultTypes: ['violations'], ...(rules && { runOnly: rules }) });
    const result = (await page.evaluate(`axe.run(document, ${options})`)) as {
      readonly violations: readonly {
        readonly id: string;
        readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
      }[];
    };
    return result.violations.map(
      ({ id, nodes }) => `${id}: ${nodes[0]!.html.slice(0, 150)} ${nodes[0]!.failureSummary.slice(0, 200)}`,
    );
  };

  test('passes axe in the light theme and the dark one', async () => {
    await open(SHOP, { theme: 'light', height: 480 });
    await page.evaluate(axe);
    const check = async (): Promise<void> => {
      expect(await problems()).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      // Only colours differ.
      expect(await problems(['color-contrast'])).toEqual([]);
      await page.emulateMedia({ colorScheme: 'light' });
    };
    await check();
    for (const key of ['v', 'E']) await page.keyboard.press(key);
    await page.waitForSelector('.row.selected');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.detail .fields');
    await check();
    await page.keyboard.press('?');
    await page.waitForSelector('dialog');
    await check();
  });

  test('explains why it cannot be used, and the state of logs that show nothing', async () => {
    server = await ScriptedServer.start({ ...SHOP, count: 0 });
    await page.evaluate(() => localStorage.clear());
    await page.goto(`${server.address}#t=wrong`);
    await page.waitForSelector('.plain-screen[role="alert"]');
    expect(await page.locator('.plain-screen').textContent()).toContain(
      'Open the link that rtail serve printed.',
    );
    await page.goto(server.address);
    await page.goto(server.link);
    await page.waitForSelector('.pane');
    server.change(0, {
      state: 'failed',
      trouble: { message: 'Permission denied (publickey).', advice: 'Check the key.' },
    });
    await waitFor(async () =>
      (await page.locator('.cover').first().textContent())!.includes('Permission denied'),
    );
  });
});
