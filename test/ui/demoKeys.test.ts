import { expect, it } from 'vitest';
import { createSandbox } from '../helpers/sandbox.ts';
import { builtRtop } from './helpers/builtRtop.ts';
import { type Look, lookAt } from './helpers/look.ts';
import { onTerminal, RESTORED } from './helpers/pty.ts';
import { typed } from './helpers/typed.ts';

/** What must be true after a key and was not true before it; live logs change in the meantime. */
type Seen = (now: Look, before: Look) => boolean;

const shows =
  (pattern: RegExp): Seen =>
  now =>
    pattern.test(now.text);
const hides =
  (pattern: RegExp): Seen =>
  now =>
    !pattern.test(now.text);
const says =
  (pattern: RegExp): Seen =>
  now =>
    pattern.test(now.status);
const saysNot =
  (pattern: RegExp): Seen =>
  now =>
    !pattern.test(now.status);
const titled =
  (pattern: RegExp): Seen =>
  now =>
    pattern.test(now.title);
const focused =
  (pane: number): Seen =>
  now =>
    now.focus === pane;
/** The cursor is on the record that was this many rows further down. */
const moved =
  (rows: number): Seen =>
  (now, before) =>
    now.cursor !== null &&
    now.cursor.texts[now.cursor.row] === before.cursor?.texts[before.cursor.row + rows];
/** Other records are visible, in a pane that does not follow. */
const scrolled: Seen = (now, before) => / PAUSED /.test(now.status) && now.lines[1] !== before.lines[1];
const cursorMoved: Seen = (now, before) =>
  now.cursor?.texts[now.cursor.row] !== before.cursor?.texts[before.cursor!.row];
const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
const pausedPanes =
  (panes: number): Seen =>
  now =>
    count(now.text, / ‖ (?:paused|\+\d+) /g) === panes;
/** Returns where the second row of panes starts. */
const secondRow = ({ lines }: Look): number => lines.findIndex(line => line.startsWith('├'));
const firstBar = ({ title }: Look): number => title.indexOf('┬');
const matchNumber = ({ status }: Look): number => Number(/\/reindex (\d+)\//.exec(status)?.[1]);
/** Returns the second of the day at the timeline's cursor; NaN: there is none. */
const timelineAt = ({ text }: Look): number => {
  const [, h, m, s] = /^ ?\d+[smh] .*▲.* (\d\d):(\d\d):(\d\d) \d+ rec /m.exec(text) ?? [];
  return Number(h) * 3600 + Number(m) * 60 + Number(s);
};
/** The timeline's cursor is before the newest bucket, which may have become another one since the key before. */
const isEarlier: Seen = now => timelineAt(now) >= 0 && /▲[ ▁▂▃▄▅▆▇█]*[▁▂▃▄▅▆▇█] \d\d:/.test(now.text);

/** Keys in order, and what must be true after each. */
const STEPS: readonly (readonly [key: string, seen: Seen])[] = [
  // Panes.
  ['Tab', focused(2)],
  ['STab', focused(1)],
  ['4', focused(4)],
  ['z', titled(/^─ ?4 api-2 app ●|^4 api-2 app ●/)],
  ['z', titled(/^┌1 web-1 app/)],
  ['1', focused(1)],
  ['+', (now, before) => secondRow(now) > secondRow(before)],
  ['-', (now, before) => secondRow(now) < secondRow(before)],
  ['>', (now, before) => firstBar(now) > firstBar(before)],
  ['<', (now, before) => firstBar(now) < firstBar(before)],
  ['p', pausedPanes(1)],
  ['p', pausedPanes(0)],
  ['P', pausedPanes(6)],
  ['P', pausedPanes(0)],
  ['l', shows(/^│ \d\d:\d\d:\d\d [A-Z] ‹/m)],
  ['0', hides(/^│ \d\d:\d\d:\d\d [A-Z] ‹/m)],
  ['S', now => count(now.title, /┬/g) === 2 && /page 1\/2/.test(now.status)],
  ['S', now => now.lines.filter(line => /^[┌├]/.test(line)).length === 6],
  ['S', now => count(now.title, /┬/g) === 1],
  // Times and columns of the merged log.
  ['v', titled(/^─ merged 6 logs /)],
  ['t', shows(/^ \d\d:\d\d:\d\d\.\d{3} [A-Z] \w+-\d:/m)],
  ['t', shows(/^ \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} /m)],
  ['t', shows(/^ [A-Z] \w+-\d:\w+ *│/m)],
  ['t', shows(/^ \d\d:\d\d:\d\d [A-Z] \w+-\d:\w+ *│/m)],
  ['t', shows(/^ \d\d:\d\d:\d\d\.\d{3} [A-Z] \w+-\d:/m)],
  ['c', hides(/\w+-\d:(?:app|pg) *│/)],
  ['c', shows(/\w+-\d:(?:app|pg) *│/)],
  ['w', shows(/^ {20,}│/m)],
  ['w', hides(/^ {20,}│/m)],
  // Moving.
  ['k', says(/^ PAUSED /)],
  ['k', moved(-1)],
  ['Up', moved(-1)],
  ['j', moved(1)],
  ['G', says(/^ FOLLOW /)],
  ['^u', says(/^ PAUSED /)],
  ['b', scrolled],
  // Older lines that were read may be above by now.
  ['g', (now, before) => / PAUSED /.test(now.status) && now.lines[1] !== before.lines[1]],
  ['Space', scrolled],
  ['^d', scrolled],
  ['F', says(/^ FOLLOW /)],
  // Errors (`↧`: one that arrived late), marks, folded lines, one record.
  ['E', shows(/▌\d\d:\d\d:\d\d\.\d{3} [EF][ ↧]/)],
  ['O', shows(/^ {20,}│/m)],
  ['O', hides(/^ {20,}│/m)],
  ['mk', shows(/^◆\d\d:\d\d/m)],
  ['u', moved(1)],
  ['Enter', shows(/─ record ─[\s\S]*level {4}(?:error|fatal)/)],
  ['i', shows(/─ record, raw ─/)],
  ['Esc', hides(/─ record/)],
  // Search.
  ['/reindex', says(/^\/reindex.* \d+ matches/)],
  ['Enter', says(/^ PAUSED .*\/reindex \d+\/\d+/)],
  ['N', (now, before) => matchNumber(now) === matchNumber(before) - 1],
  ['n', (now, before) => matchNumber(now) === matchNumber(before) + 1],
  ['Esc', saysNot(/\/reindex/)],
  // Filters.
  ['&req(', says(/^&req\( .*\S/)],
  ['Esc', says(/^ PAUSED /)],
  ['&request', says(/^&request/)],
  ['Enter', says(/&request [\d.]+k?\/[\d.]+k?/)],
  ['!checkout', says(/^!checkout/)],
  ['Enter', says(/&request !checkout [\d.]+k?\/[\d.]+k?/)],
  ['G', says(/^ FOLLOW /)],
  ['k', says(/^ PAUSED /)],
  ['x', says(/^ CONTEXT /)],
  ['x', says(/^ PAUSED /)],
  ['f', shows(/─ filters ─[\s\S]*❯ ✓ shows request[\s\S]*✓ hides checkout/)],
  ['Space', shows(/❯ · shows request/)],
  ['j', shows(/❯ ✓ hides checkout/)],
  ['d', hides(/hides checkout/)],
  ['Esc', hides(/─ filters/)],
  ['L', says(/>=info/)],
  ['L', says(/>=notice/)],
  ['K', says(/>=info/)],
  [':no-filters', says(/^:no-filters .*Show everything again/)],
  ['Enter', says(/^ \w+ (?!.*>=)/)],
  ['I', says(/any case/)],
  ['I', saysNot(/any case/)],
  // The timeline and a range of it.
  ['T', now => timelineAt(now) >= 0],
  ['Left', isEarlier],
  ['SRight', shows(/ \d\d:\d\d:\d\d-\d\d:\d\d:\d\d \d+ rec/)],
  ['Enter', says(/^ RANGE .*\d\d:\d\d:\d\d-\d\d:\d\d:\d\d/)],
  ['T', shows(/▲/)],
  ['T', hides(/ \d+ rec \d+ W/)],
  [':no-range', says(/Show all times again/)],
  ['Enter', saysNot(/RANGE|^:/)],
  // Selecting and copying.
  ['k', cursorMoved],
  ['V', says(/^ SELECT /)],
  ['k', now => count(now.text, /^▌/gm) === 2],
  ['y', shows(/Copied 2 records/)],
  // The command line, messages, help.
  [':wrp', says(/^:wrp/)],
  ['Enter', shows(/Unknown command wrp/)],
  ['M', shows(/─ messages ─[\s\S]*Unknown command wrp/)],
  ['q', hides(/─ messages/)],
  ['?', shows(/─ keys ─[\s\S]*Moving/)],
  ['?', hides(/─ keys/)],
  [':zo', says(/^:zo .*zoom/)],
  ['Tab', says(/^:zoom/)],
  ['Esc', saysNot(/^:/)],
  // Sources.
  ['s', shows(/─ sources ─[\s\S]*✓ web-1:app/)],
  ['web-1:sys', shows(/❯ · web-1:sys/)],
  ['Enter', titled(/^─ merged 7 logs/)],
  ['v', shows(/[┌┬├┼]7 web-1 sys ●/)],
  ['7', focused(7)],
  ['D', now => !/web-1 sys/.test(now.text) && /●6/.test(now.status)],
];

it(`obeys ${STEPS.length} keys over the live demo logs, one after the other`, async ({ onTestFinished }) => {
  const sandbox = createSandbox();
  onTestFinished(() => sandbox[Symbol.dispose]());
  const { home, dir } = sandbox;
  const env = { HOME: home, XDG_CONFIG_HOME: home, XDG_STATE_HOME: home, TMPDIR: dir };
  const session = onTerminal(`exec node ${builtRtop} --demo --seed 7`, env, 120, 40);
  onTestFinished(session.close);
  await session.sees(/1 web-1 app ● [\s\S]*6 db-1 pg ● [1-9][\s\S]* FOLLOW +●6 /);

  for (const [i, [key, seen]] of STEPS.entries()) {
    const before = lookAt(session);
    const at = `key ${i + 1}, ${key}`;
    expect(seen(before, before), `before ${at}:\n${before.text}`).toBe(false);
    session.type(typed(key));
    await expect
      .poll(() => seen(lookAt(session), before) || `after ${at}:\n${session.text()}`, { interval: 20 })
      .toBe(true);
  }
  session.type('\x03Q');
  expect(await session.exited).toBe(0);
  await expect.poll(() => session.emulator.modes()).toEqual(RESTORED);
}, 120_000);
