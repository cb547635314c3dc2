import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExpectStatic } from 'vitest';
import { builtRtop } from './builtRtop.ts';
import { looksOf } from './looks.ts';
import { onTerminal, type PtySession } from './pty.ts';
import { type Key, type Scene, sceneName } from './scenes.ts';
import type { ShopFleet } from './shopFleet.ts';
import { typed } from './typed.ts';

const GOLDEN = join(import.meta.dirname, '../golden');
/** First pause before a retry: the rest of it has two digits of minutes throughout a run. */
const BACKOFF_MS = 50 * 60_000;
/** How long logs wait for the first lines of slower ones: what is selected and read later depends on their order. */
const BACKLOG_MS = 8_000;
/** How long a picture without a golden file must stay unchanged to count as final. */
const STILL_MS = 700;
/** How long a picture may take to equal its golden file; rates take five seconds to decay. */
const PATIENCE_MS = 15_000;

/** The built `rtop` on a pseudo-terminal, led from scene to scene. */
export interface Tour {
  readonly session: PtySession;
  /** Presses keys, and waits for what must be visible in between. */
  press(keys: readonly Key[]): Promise<void>;
  /** Leads to a scene, and compares the whole screen with its golden file. */
  see(scene: Scene): Promise<void>;
  /** Ends the program as a person does. */
  quit(): Promise<number | null>;
}

/**
 * The start of a run: split, following, unfiltered. What a scene showed before can then not be mistaken for
 * the next.
 */
const BEGINNING = /^┌1 [\s\S]*^ FOLLOW +(?:page \d\/\d[^│]* │ )?●\d+(?: │ \d|$)/m;

/** Starts `rtop` in a fleet's home with these arguments; `expect` is that of the running test. */
export const startTour = (fleet: ShopFleet, args: readonly string[], expect: ExpectStatic): Tour => {
  const home = { HOME: fleet.home, XDG_CONFIG_HOME: fleet.home, XDG_STATE_HOME: fleet.home };
  const session = onTerminal(
    `cd ${fleet.home} && exec node ${builtRtop} --config rtailrc.json ${args.join(' ')}`,
    {
      ...home,
      TZ: 'UTC',
      COLORTERM: 'truecolor',
      RTAIL_TEST_BACKOFF_MS: `${BACKOFF_MS}`,
      RTAIL_TEST_BACKLOG_MS: `${BACKLOG_MS}`,
    },
    120,
    40,
  );
  const { emulator } = session;

  const resize = async (columns: number, rows: number): Promise<void> => {
    if (emulator.columns === columns && emulator.rows === rows) return;
    session.resize(columns, rows);
    // Everything is redrawn, so what is visible then has the new size.
    await emulator.write('\x1b[2J');
    await session.sees(/\S/);
  };

  const press = async (keys: readonly Key[]): Promise<void> => {
    for (const key of keys) {
      if (typeof key === 'string') session.type(typed(key));
      else await session.sees(key);
    }
  };

  return {
    session,
    press,
    async see(scene) {
      await session.sees(/\S/);
      await resize(...scene.size);
      await press(scene.keys ?? []);
      if (scene.more) fleet.more(scene.more.lines, scene.more.seed);
      await session.sees(scene.shows);
      const golden = join(GOLDEN, `${sceneName(scene)}.txt`);
      const picture = await lastPicture(session, fleet, golden);
      await expect(picture).toMatchFileSnapshot(golden);
      expect(groundsOf(session)).toEqual([]);
      // Esc also dismisses messages.
      if (scene.back) await press([...scene.back, 'Esc', BEGINNING]);
    },
    async quit() {
      session.type('\x03Q');
      return session.exited;
    },
  };
};

/** Returns the picture in the golden file, as soon as it is on the screen; otherwise, the one that stays. */
const lastPicture = async (session: PtySession, fleet: ShopFleet, golden: string): Promise<string> => {
  const wanted = existsSync(golden) ? readFileSync(golden, 'utf8') : null;
  const begun = Date.now();
  const patience = wanted === null ? 0 : PATIENCE_MS;
  let last = '';
  let since = begun;
  for (;;) {
    await session.emulator.write('');
    const text = textOf(session, fleet);
    if (text !== last) since = Date.now();
    last = text;
    const stays = Date.now() - since >= STILL_MS && !RATE.test(text) && Date.now() - begun > patience;
    if (stays || wanted?.startsWith(text)) {
      const picture = `${text}${'='.repeat(session.emulator.columns)}\n${looksOf(session.emulator)}\n`;
      if (stays || picture === wanted) return picture;
    }
    await sleep(50);
  }
};

/** Matches a rate other than 0: it decays to 0 within seconds if nothing arrives. */
const RATE = /[1-9][\d.]*[kKMG]?B?\/s/;

const textOf = ({ emulator }: PtySession, fleet: ShopFleet): string =>
  emulator
    .lines()
    .map(line => masked(fleet.volatile.reduce((text, [one, instead]) => text.replaceAll(one, instead), line)))
    .map(line => `${line.trimEnd()}\n`)
    .join('');

/**
 * Matches text that depends on the clock: when a record arrived (in the detail panel), when a message
 * appeared (in the list of messages), and how long until the next retry (in a title, in an empty pane).
 */
const masked = (line: string): string =>
  line
    .replace(/(│ received +)(\S.*?)(?= │)/, (_, label, text) => label + '#'.padEnd(text.length))
    .replace(/(?<=^[│├] │ )\d\d:\d\d:\d\d(?= [ix!] )/, '##:##:##')
    .replace(/(?<=◐ retry |Trying again in )\d\dm/, '##m');

/**
 * Backgrounds that the screen sets itself, besides signal colours: none, so that light and dark terminals
 * keep their own.
 */
const groundsOf = ({ emulator }: PtySession): string[] => {
  const found = new Set<string>();
  for (let y = 0; y < emulator.rows; y++) {
    for (let x = 0; x < emulator.columns; x++) {
      const { bg } = emulator.cell(x, y);
      if (bg !== null && !/^p[1-6]$/.test(bg)) found.add(bg);
    }
  }
  return [...found];
};
