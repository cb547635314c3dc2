import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { playShop, type ScriptedSession, scriptedSession } from './helpers/feed.ts';
import { openScreen, type TestScreen } from './helpers/screen.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtop-keys-'));
let screen: TestScreen;
let script: ScriptedSession;

const status = (): string => screen.lines().at(-1)!;
const title = (): string => screen.lines()[0]!;

beforeEach(async () => {
  script = scriptedSession([
    ['web-01', 'app'],
    ['web-02', 'app'],
    ['web-03', 'access'],
    ['db-1', 'pg'],
  ]);
  playShop(script);
  screen = await openScreen(script, 120, 30, {
    lists: {
      hosts: [{ name: 'web-09', team: 'shop', tags: ['web'], logs: ['app', 'access'], jump: ['bastion'] }],
      groups: [],
      recent: [],
    },
  });
});

afterEach(() => screen.close());
afterAll(() => rmSync(folder, { recursive: true }));

type Seen = string | RegExp | (() => void);
const says =
  (pattern: RegExp): (() => void) =>
  () =>
    expect(status()).toMatch(pattern);
const titled =
  (pattern: RegExp): (() => void) =>
  () =>
    expect(title()).toMatch(pattern);
const hidden =
  (pattern: RegExp): (() => void) =>
  () =>
    expect(screen.text()).not.toMatch(pattern);
const called =
  (call: string): (() => void) =>
  () =>
    expect(script.calls.at(-1)).toBe(call);

/**
 * Keys in order, and what must be true after each; `first`: keys that lead there. Each script has its own
 * screen.
 */
const SCRIPTS: readonly {
  readonly title: string;
  readonly first?: readonly string[];
  readonly steps: readonly (readonly [key: string, seen: Seen])[];
}[] = [
  {
    title: 'scrolling pauses a pane, and G or F follows again',
    steps: [
      ['k', says(/^ PAUSED /)],
      ['k', /▌14:03:5/],
      ['j', says(/^ PAUSED /)],
      ['G', says(/^ FOLLOW /)],
      ['^u', says(/^ PAUSED /)],
      ['b', /paused \(G to resume\)/],
      ['g', /▌14:02:0/],
      ['Space', hidden(/▌14:02:00/)],
      ['^d', says(/^ PAUSED /)],
      ['F', says(/^ FOLLOW /)],
    ],
  },
  {
    title: 'panes pause alone, together and in step',
    steps: [
      ['p', titled(/1 web-01 app ● 0\/s E2 W13 ‖ paused/)],
      ['p', hidden(/‖/)],
      ['P', () => expect(screen.text().match(/‖ paused/g)).toHaveLength(4)],
      ['P', hidden(/‖/)],
      ['J', says(/│ in step │/)],
      ['k', () => expect(screen.text().match(/‖ paused/g)).toHaveLength(4)],
      ['G', hidden(/‖/)],
      ['J', () => expect(status()).not.toContain('in step')],
    ],
  },
  {
    title: 'a key without a meaning is reported until Esc',
    steps: [
      ['Z', /Z does nothing here; press \? for help/],
      ['Esc', hidden(/does nothing here/)],
    ],
  },
  {
    title: 'long lines move sideways',
    steps: [
      ['l', /^│ 14:0\d:\d\d [A-Z] ‹/m],
      ['0', hidden(/^│ 14:0\d:\d\d [A-Z] ‹/m)],
    ],
  },
  {
    title: 'a pane is chosen by Tab and by number, and zoomed',
    steps: [
      ['Tab', () => expect(screen.terminal.emulator.cell(61, 0).attributes).toContain('inverse')],
      ['STab', () => expect(screen.terminal.emulator.cell(2, 0).attributes).toContain('inverse')],
      ['4', () => expect(screen.terminal.emulator.cell(62, 14).attributes).toContain('inverse')],
      ['z', titled(/db-1 pg ● 0\/s E8 ─+$/)],
      ['z', titled(/web-02/)],
      ['1', titled(/^┌1 web-01/)],
    ],
  },
  {
    title: 'borders move',
    steps: [
      ['+', () => expect(screen.lines().findIndex(line => line.startsWith('├'))).toBeGreaterThan(14)],
      ['-', () => expect(screen.lines().findIndex(line => line.startsWith('├'))).toBe(14)],
      ['>', () => expect(title().indexOf('┬')).toBeGreaterThan(60)],
      ['<', () => expect(title().indexOf('┬')).toBe(60)],
    ],
  },
  {
    title: 'the merged view shows and hides its columns',
    steps: [
      ['v', titled(/^─ merged 4 logs E14 W39 ─/)],
      ['t', /14:03:59\.\d{3} [A-Z] web-0/],
      ['t', /2026-11-20 14:03:59\.\d{3} /],
      ['t', /^ [A-Z] web-01:app/m],
      ['t', /^ 14:03:5\d [A-Z] web-01:app/m],
      ['c', hidden(/web-01:app/)],
      ['c', /web-01:app {3}│/],
      ['r', /│2026-11-20 14:03:5\d,\d{3} INFO/],
      ['w', /^ {25}│/m],
      ['w', hidden(/^ {25}│/m)],
      ['r', hidden(/│2026-11-20 14:03:5\d,\d{3} INFO/)],
    ],
  },
  {
    title: 'errors are stepped through, unfolded and marked',
    first: ['v', 't', 't', 't', 't'],
    steps: [
      ['E', /▌14:03:57 E web-01:app {3}│\[http-11\]/],
      ['o', /│java\.lang\.NullPointerException/],
      ['o', hidden(/NullPointerException/)],
      ['O', /NullPointerException/],
      ['O', hidden(/NullPointerException/)],
      ['m', /►14:03:57 E web-01/],
      ['E', hidden(/[▌►]14:03:57 E web-01/)],
      ['u', /►14:03:57 E web-01/],
      ["'", hidden(/[▌►]14:03:57 E web-01/)],
      ["'", /►14:03:57 E web-01/],
      ['*', /─ filter by a value of this record ─[\s\S]*❯ [\s\S]*Enter shows only those/],
      ['Esc', hidden(/filter by a value/)],
      ['e', /No later error \(press E for the previous one\)/],
    ],
  },
  {
    title: 'a record opens in full, raw and with its number',
    first: ['v', 'E'],
    steps: [
      ['Enter', /─ record ─[\s\S]*level {4}error[\s\S]*NullPointerException/],
      ['i', /─ record, raw ─[\s\S]*\^Iat com\.shop/],
      ['i', /number \d+ in order of arrival/],
      ['Esc', hidden(/─ record/)],
    ],
  },
  {
    title: 'search counts and steps through its matches',
    first: ['v'],
    steps: [
      ['/slow quer', says(/^\/slow quer.* 2\d matches/)],
      ['Enter', says(/\/slow quer/)],
      ['N', says(/\/slow quer \d+\/2\d/)],
      ['n', says(/\/slow quer/)],
      ['Esc', () => expect(status()).not.toContain('/slow')],
      ['/login', says(/^\/login.* matches/)],
      ['Esc', () => expect(status()).not.toContain('/login')],
    ],
  },
  {
    title: 'filters are typed, listed, limited to a source and dropped',
    first: ['v'],
    steps: [
      ['&GET', says(/^&GET/)],
      ['Enter', says(/&GET \d+\/400/)],
      ['!healthz', says(/^!healthz/)],
      ['Enter', called('narrow &GET !healthz all')],
      ['G', hidden(/POST|GET \/healthz/)],
      ['k', says(/PAUSED/)],
      ['x', says(/^ CONTEXT /)],
      ['x', says(/^ PAUSED /)],
      ['f', /─ filters ─[\s\S]*❯ ✓ shows GET[\s\S]*✓ hides healthz/],
      ['o', /❯ ✓ shows GET in [-\w]+:\w+/],
      ['o', hidden(/shows GET in /)],
      ['Space', /❯ · shows GET/],
      ['j', /❯ ✓ hides healthz/],
      ['d', hidden(/hides healthz/)],
      ['Esc', hidden(/─ filters/)],
    ],
  },
  {
    title: 'the level rises and falls, and no-filters ends it',
    first: ['v'],
    steps: [
      ['L', says(/>=info/)],
      ['L', says(/>=notice/)],
      ['K', says(/>=info/)],
      [':no-filters', says(/^:no-filters .*Show everything again/)],
      ['Enter', () => expect(status()).not.toContain('>=')],
    ],
  },
  {
    title: 'case is ignored on request',
    steps: [
      ['I', says(/any case/)],
      ['I', () => expect(status()).not.toContain('any case')],
    ],
  },
  {
    title: 'the timeline chooses a range of time',
    first: ['v'],
    steps: [
      [':goto 14:03:00', says(/^:goto/)],
      ['Enter', /14:03:00 [\s\S]*paused/],
      ['T', /^ 5s .*▲ 14:03:55 \d+ rec \d+ W \d+ E$/m],
      ['Left', says(/PAUSED/)],
      ['Left', /▲.* 14:03:45 \d+ rec/],
      ['SRight', / 14:03:45-14:03:55 \d+ rec/],
      ['Enter', says(/^ RANGE .*14:03:45-14:03:55/)],
      ['g', () => expect(screen.text()).not.toMatch(/^.?14:03:(4[0-4]|5[5-9])/m)],
      ['g', /14:03:4[5-9] [A-Z] /],
      ['T', /▲.* 14:03:45-14:03:55/],
      ['Esc', hidden(/▲/)],
      ['Esc', () => expect(status()).not.toContain('14:03:45')],
    ],
  },
  {
    title: 'a range is typed and dropped',
    steps: [
      [':range 14:02:10 14:02:20', says(/^:range/)],
      ['Enter', says(/RANGE .*14:02:10-14:02:20/)],
      [':no-range', says(/Show all times again/)],
      ['Enter', says(/FOLLOW/)],
    ],
  },
  {
    title: 'help opens over the timeline, whose bars change their width',
    steps: [
      ['T', /▲/],
      ['?', /─ keys ─[\s\S]*Moving/],
      ['?', hidden(/─ keys/)],
      ['}', /^ 1s /m],
      ['T', hidden(/rec \d+ W/)],
    ],
  },
  {
    title: 'records are selected and copied',
    first: ['v'],
    steps: [
      ['k', says(/^ PAUSED /)],
      ['k', says(/^ PAUSED /)],
      ['V', says(/^ SELECT /)],
      ['j', () => expect(screen.text().match(/^▌/gm)).toHaveLength(2)],
      ['y', /Copied 2 records \(\d+B\) with OSC 52/],
    ],
  },
  {
    title: 'filters are read again on the hosts',
    steps: [['R', called('narrow  all reread')]],
  },
  {
    title: 'commands are completed, and unknown ones are reported and listed',
    first: ['v'],
    steps: [
      [':wrp', says(/^:wrp/)],
      ['Enter', /Unknown command wrp/],
      [':zo', says(/^:zo .*zoom/)],
      ['Tab', says(/^:zoom/)],
      ['Enter', titled(/merged/)],
    ],
  },
  {
    title: 'sources are added from the list and as typed',
    steps: [
      ['s', /─ sources ─[\s\S]*web-09[\s\S]*2 logs, shop, web via bastion/],
      ['acc', /❯ · web-09:access/],
      ['Enter', called('add web-09:access')],
      ['s', /─ sources ─/],
      ['bob@x:/y', /press Enter to read it as typed/],
      ['Enter', called('add bob@x:/y')],
      ['s', /─ sources ─/],
      ['web*:app', /─ sources ─[\s\S]*web\*:app/],
      ['Enter', called('add web*:app')],
      // Everything that is listed and not open yet.
      ['s', /─ sources ─/],
      ['web-09', /· web-09:access/],
      ['^a', /✓ web-09 [\s\S]*✓ web-09:app [\s\S]*✓ web-09:access [\s\S]* 3 picked/],
      ['^a', hidden(/picked/)],
      ['^a', /3 picked/],
      ['Enter', called('add web-09 web-09:app web-09:access')],
    ],
  },
  {
    title: 'messages are listed',
    first: [':wrp', 'Enter'],
    steps: [
      ['M', /─ messages ─[\s\S]*Unknown command wrp/],
      ['q', hidden(/─ messages/)],
    ],
  },
  {
    title: 'help opens and closes',
    steps: [
      ['?', /─ keys ─[\s\S]*Moving/],
      ['?', hidden(/─ keys/)],
    ],
  },
  {
    title: 'panes are laid out, and a source is removed',
    first: ['v'],
    steps: [
      ['v', titled(/^┌1 web-01/)],
      ['S', () => expect(title().match(/┬/g)).toHaveLength(3)],
      ['S', () => expect(screen.lines().filter(line => /^[┌├]/.test(line))).toHaveLength(4)],
      ['S', () => expect(title().match(/┬/g)).toHaveLength(1)],
      [':layout merged', says(/Split panes, or one merged log/)],
      ['Enter', titled(/merged/)],
      ['v', titled(/^┌1 web-01/)],
      ['D', called('remove 0')],
    ],
  },
];

it.each(SCRIPTS)('$title', async ({ first = [], steps }) => {
  await screen.press(...first);
  for (const [index, [key, seen]] of steps.entries()) {
    script.clock.now += 1000;
    await screen.press(key);
    try {
      if (typeof seen === 'function') seen();
      else expect(screen.text()).toMatch(seen);
    } catch (error) {
      throw new Error(`after key ${index + 1}, ${key}:\n${screen.text()}`, { cause: error });
    }
  }
});

it('saves what a pane shows, formatted and raw, and never over an existing file', async () => {
  const shown = join(folder, 'shown.log');
  await screen.press(`:save --shown ${shown}`, 'Enter');
  await expect.poll(() => existsSync(shown)).toBe(true);
  await screen.settle();
  expect(readFileSync(shown, 'utf8')).toMatch(/^2026-11-20 14:02:0\d\.\d{3} [A-Z] (web-0\d:\w+ )?\S/);
  const raw = join(folder, 'raw.log');
  await screen.press(`:save ${raw}`, 'Enter');
  const savedRaw = (): string => (existsSync(raw) ? readFileSync(raw, 'utf8') : '');
  await expect.poll(savedRaw).toMatch(/^2026-11-20 14:02:0\d[.,]\d{3} [A-Z]+ /);
  await screen.press(`:save ${shown}`, 'Enter');
  await expect
    .poll(async () => {
      await screen.settle();
      return screen.text();
    })
    .toMatch(/already[\s\S]*exists/);
});

it("copies exactly the record's text to the clipboard", async () => {
  script.say(1, 130_000, 'info', 'line with é and \x1b[31mcolour\x1b[0m\n\tand a second');
  await screen.press('2', 'G', 'y');
  const sent = [...screen.terminal.written.matchAll(/\x1b\]52;c;([A-Za-z0-9+/=]+)\x07/g)].at(-1)![1]!;
  expect(Buffer.from(sent, 'base64').toString()).toBe('line with é and colour\n\tand a second');
});
