import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Trouble } from '../../src/core/trouble.ts';
import type { ScreenOptions } from '../../src/ui/runScreen.ts';
import { playShop, type ScriptedSession, START, scriptedSession } from './helpers/feed.ts';
import { openScreen, type TestScreen } from './helpers/screen.ts';

let screen: TestScreen | null = null;

afterEach(async () => {
  await screen?.close();
  screen = null;
});

interface Opened {
  readonly screen: TestScreen;
  readonly script: ScriptedSession;
}

const open = async (
  script: ScriptedSession,
  size: readonly [number, number] = [120, 30],
  options: Partial<ScreenOptions> = {},
): Promise<Opened> => {
  screen = await openScreen(script, size[0], size[1], options);
  return { screen, script };
};

const shop = (): ScriptedSession => {
  const script = scriptedSession([
    ['web-01', 'app'],
    ['web-02', 'app'],
  ]);
  playShop(script, 300);
  return script;
};

const status = (): string => screen!.lines().at(-1)!;
/** Returns the rows of the first pane that are log lines. */
const bodies = (): string[] =>
  screen!
    .lines()
    .slice(1, -2)
    .map(line => line.slice(0, -1).trimEnd());
const selected = (): string =>
  screen!
    .lines()
    .find(line => line.includes('▌'))
    ?.replace(/^.*▌/, '') ?? '';

describe('counts of records', () => {
  it('exclude the notes between them', async () => {
    const { screen, script } = await open(shop());
    const { session, sources, clock } = script;
    const counts = (): string => / (\S+\/\S+)/.exec(status().slice(status().indexOf('&GET') + 4))![1]!;
    await screen.press('&GET', 'Enter');
    const before = counts();
    for (let i = 0; i < 3; i++)
      session.marker(sources[0]!, { kind: 'notice', at: clock.now, text: 'f.log is gone' });
    session.marker(sources[0]!, { kind: 'rotated', at: clock.now, how: 'recreated' });
    await screen.settle();
    expect(screen.text()).toContain('f.log is gone');
    expect(counts()).toBe(before);
    await screen.press('v');
    const [shown, held] = counts().split('/').map(Number);
    await screen.press(':no-filters', 'Enter', '&.', 'Enter');
    expect(held).toBe(300);
    expect(shown).toBeLessThan(300);
    expect(status()).toContain('&. 300/300');
  });
});

describe('a paused pane stands still', () => {
  it('does not fill its remaining rows', async () => {
    const script = scriptedSession([['web-01', 'app']]);
    script.say(0, 1, 'info', 'first');
    script.say(0, 2, 'info', 'second');
    const { screen } = await open(script);
    await screen.press('p');
    for (let i = 0; i < 7; i++) script.say(0, 10 + i, 'info', `more ${i}`);
    await screen.settle();
    expect(screen.text()).not.toContain('more 0');
    expect(screen.text()).toContain('paused, +7 new');
    await screen.press('Space');
    expect(screen.text()).toContain('more 6');
  });

  it('stays empty if it was paused before the first line', async () => {
    const script = scriptedSession([['web-01', 'app']]);
    const { screen } = await open(script);
    await screen.press('P');
    for (let i = 0; i < 172; i++) script.say(0, i, 'info', `line ${i}`);
    await screen.settle();
    expect(screen.text()).not.toContain('line 1');
    expect(screen.text()).toContain('+172 new');
  });

  it('keeps its lines when they leave the buffer, and reports what is missing after them', async () => {
    const script = scriptedSession([['web-01', 'app']], 40_000);
    for (let i = 0; i < 40; i++) script.say(0, i, 'info', `early ${i}`);
    const { screen } = await open(script);
    await screen.press('k', 'k');
    const before = bodies().slice(0, -1);
    for (let i = 0; i < 5000; i++) script.say(0, 100 + i, 'info', `flood ${i}`);
    await screen.settle();
    expect(script.session.held.get(20)).toBeUndefined();
    expect(bodies().slice(0, -1)).toEqual(before);
    await screen.press('Space');
    expect(screen.text()).toMatch(/4,\d{3} lines that followed left the buffer while this was paused/);
  });
});

describe('the position in time', () => {
  it('is preserved from panes to the merged log and back, still paused', async () => {
    const { screen } = await open(shop());
    await screen.press('2', 'E', 'E');
    const text = /\d\d:\d\d:\d\d E .*?\[http-\d+\]/.exec(selected())![0].replace(/web.*│/, '');
    await screen.press('v');
    expect(selected().replace(/web.*?│/, '')).toContain(text);
    expect(status()).toMatch(/^ PAUSED /);
    await screen.press('v');
    expect(selected().replace(/web.*?│/, '')).toContain(text);
    expect(screen.text().match(/‖ paused/g)).toHaveLength(1);
  });

  it('is taken back from the merged log to the panes, at the record found there', async () => {
    const { screen } = await open(shop());
    await screen.press('v', 'E', 'E', 'E');
    const text = /\d\d:\d\d:\d\d E .*?\[http-\d+\]/.exec(selected())![0].replace(/web.*│/, '');
    await screen.press('v');
    expect(selected().replace(/web.*?│/, '')).toContain(text);
    expect(screen.text().match(/‖ paused/g)).toHaveLength(2);
  });

  it('keeps the selection visible when a pane is zoomed', async () => {
    const { screen } = await open(shop());
    await screen.press('z', 'E');
    const text = /\d\d:\d\d:\d\d E .*?\[http-\d+\]/.exec(selected())![0].replace(/web.*│/, '');
    await screen.press('z');
    expect(selected().replace(/web.*?│/, '')).toContain(text);
    await screen.press('z');
    expect(selected().replace(/web.*?│/, '')).toContain(text);
  });
});

describe('information needed next', () => {
  it('is visible beside the panel about a record, on whichever side its pane is', async () => {
    const { screen } = await open(shop());
    const panel = (): number =>
      screen
        .lines()
        .find(line => line.includes('─ record '))!
        .indexOf('─ record ');
    await screen.press('1', 'k', 'Enter');
    expect(panel()).toBeGreaterThan(60);
    await screen.press('Esc', '2', 'k', 'Enter');
    expect(panel()).toBeLessThan(5);
    expect(screen.lines().findIndex(line => line.indexOf('▌') > 60)).toBeGreaterThan(0);
  });

  it('is shown before the rates, if there is no room for both', async () => {
    const { screen, script } = await open(shop(), [80, 24]);
    for (const { id } of script.sources)
      script.counts.set(id, { lines: 100, bytesReceived: 14_000, bytesRead: 512_000, firstLineMs: 80 });
    await screen.press('v', '&checkout failed', 'Enter', 'k', 'x');
    expect(status()).toMatch(/^ CONTEXT .*x leave context/);
  });
});

describe('the merged log', () => {
  it('hides a log, shows one alone, and shows all again', async () => {
    const { screen } = await open(shop());
    await screen.press('v', 'k');
    const name = /web-0\d/.exec(selected())![0];
    await screen.press('H');
    await screen.settle();
    expect(screen.lines()[0]).toContain(':app alone');
    expect(screen.lines().slice(1, -2).join('\n')).not.toContain(name);
    await screen.press('Esc', 'A');
    await screen.settle();
    expect(screen.lines()[0]).toMatch(/web-0\d:app alone/);
    await screen.press('A');
    await screen.settle();
    expect(screen.lines()[0]).toContain('merged 2 logs');
  });
});

describe('the command line of a view', () => {
  it('contains its options, sources, filters, level and range', async () => {
    const { screen } = await open(shop(), [120, 30], { base: ['--config=team.yaml'] });
    await screen.press('&checkout failed', 'Enter', '!healthz', 'Enter', ':level error', 'Enter');
    await screen.press(':range 14:02 14:03', 'Enter', ':command', 'Enter');
    await screen.press('M');
    const said = screen.text().replace(/[\s│]+/g, ' ');
    expect(said).toContain(
      "rtop --config=team.yaml --grep 'checkout failed' --exclude healthz --level error --since 2026-11-20T14:02:00.000Z --until 2026-11-20T14:03:00.000Z web-01:app web-02:app",
    );
    expect(screen.terminal.written).toMatch(/\x1b\]52;c;/);
  });
});

describe('a search', () => {
  const long = (): ScriptedSession => {
    const script = scriptedSession([
      ['web-01', 'app'],
      ['web-02', 'app'],
    ]);
    for (let i = 0; i < 60; i++) script.say(0, i, 'info', `${'x'.repeat(90)} needle-${i} ${'y'.repeat(40)}`);
    script.say(1, 70, 'error', `it broke\n\tat one\n\tat Cart.java:42\n\tat three`);
    return script;
  };

  it('pans to a match beyond the edge', async () => {
    const { screen } = await open(long());
    await screen.press('/needle', 'Enter', 'n', 'n');
    expect(selected()).toMatch(/needle-\d+/);
  });

  it('unfolds the record with the match', async () => {
    const { screen } = await open(long());
    await screen.press('2', '/Cart.java:42', 'Enter', 'n');
    expect(screen.text()).toContain('at Cart.java:42');
  });

  it('is repeated by an empty line', async () => {
    const { screen } = await open(long());
    await screen.press('/needle', 'Enter', 'n');
    const first = /needle-(\d+)/.exec(selected())![1];
    await screen.press('N', '/', 'Enter');
    expect(/needle-(\d+)/.exec(selected())![1]).toBe(first);
    await screen.press('Esc', '/', 'Enter');
    expect(status()).toContain('/needle');
  });

  it('is counted in every title', async () => {
    const { screen } = await open(long());
    await screen.press('/needle', 'Enter');
    expect(screen.lines()[0]).toMatch(/web-01 app .*\/60.*web-02 app .*E1 \/0/);
  });
});

describe('text that leaves the screen', () => {
  it('is the log’s own', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rtop-own-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const script = scriptedSession([['web-01', 'app']]);
    const line = '2026-11-20 14:02:00,001 ERROR [x] it broke';
    script.say(0, 1, 'error', line);
    const { screen } = await open(script, [120, 30], {
      env: { PAGER: `cp -T`, TERM: 'xterm', LANG: 'C.UTF-8' },
    });
    const path = join(folder, 'own.log');
    await screen.press(`:save ${path}`, 'Enter');
    const shown = async (): Promise<string> => {
      await screen.settle();
      return screen.text();
    };
    await expect.poll(shown).toContain('Saved 1 record');
    expect(readFileSync(path, 'utf8')).toBe(`${line}\n`);
  });

  it('is refused if there is nothing to save', async () => {
    const { screen } = await open(scriptedSession([['web-01', 'app']]));
    await screen.press('^s');
    expect(screen.text()).toContain('Not now: nothing is shown here');
  });

  it('is refused if there are only notices', async () => {
    const script = scriptedSession([['web-01', 'app']]);
    const { source } = script.session.snapshot().sources[0]!;
    script.session.marker(source, { kind: 'notice', at: script.clock.now, text: 'a notice' });
    const { screen } = await open(script);
    await screen.press('^s');
    expect(screen.text()).toContain('Not now: no record is shown here');
  });

  it('goes to a file named after the log, with one extension', async () => {
    const script = scriptedSession([['web-01', '/var/log/app.log']]);
    script.say(0, 1, 'info', 'a line');
    const { screen } = await open(script);
    await screen.press('^s');
    expect(screen.text()).toContain('save to: web-01-_var_log_app.log');
    expect(screen.text()).not.toContain('.log.log');
  });
});

const refused = (host: string): Trouble => ({
  kind: 'refused',
  host,
  log: null,
  message: '127.0.0.1:1 refused the connection',
  advice: null,
  final: false,
});

describe('states', () => {
  const four = (): ScriptedSession => scriptedSession([1, 2, 3, 4].map(n => [`web-0${n}`, 'app'] as const));

  it('are consistent: a failed source is not connected', async () => {
    const script = four();
    script.session.state(script.sources[2]!, { kind: 'connecting', detail: 'dialling' });
    script.session.state(script.sources[3]!, { kind: 'failed', trouble: refused('web-04') });
    await open(script);
    expect(status()).toContain('●2 ◐1 ✗1 connected 2/4');
  });

  it('about a refusing jump host are one message that names it', async () => {
    const script = four();
    for (let n = 1; n <= 4; n++) {
      const source = script.sources[n - 1]!;
      script.session.state(source, { kind: 'connecting', detail: '' });
      script.session.state(source, { kind: 'retrying', at: START + 5000, trouble: refused('bastion') });
    }
    const { screen } = await open(script);
    await screen.press('Esc', 'M');
    expect(screen.text()).toMatch(/web-01 app, web-02 app, web-03 app and 1 more log: jump host bastion:/);
    expect(screen.text()).toContain(' 1 in all, newest first');
  });

  it('keep the last reason visible during the next attempt', async () => {
    const script = scriptedSession([['web-01', 'app']]);
    const [source] = script.sources;
    script.session.state(source!, { kind: 'retrying', at: START + 5000, trouble: refused('web-01') });
    script.session.state(source!, { kind: 'connecting', detail: 'dialling' });
    const { screen } = await open(script);
    expect(screen.text()).toMatch(/127\.0\.0\.1:1 refused the connection[\s\S]*Retrying now: dialling/);
  });

  it('of a glob whose host has not answered do not open the picker', async () => {
    const { screen } = await open(scriptedSession([]), [120, 30], { pick: false });
    expect(screen.text()).not.toContain('─ sources ─');
  });
});

describe('messages', () => {
  it('are complete, on several lines if necessary, and repeated ones are counted', async () => {
    const { screen, script } = await open(shop(), [80, 24]);
    const text = `the history is read again on the hosts ${'and again '.repeat(3)}until the very end`;
    for (let i = 0; i < 3; i++) script.session.dispatch({ type: 'notify', tone: 'info', text });
    await screen.settle();
    expect(screen.text()).toMatch(/until the very end \(×3\)/);
  });

  it('go from the newest record to the latest error with either key', async () => {
    const { screen } = await open(shop());
    await screen.press('e');
    expect(selected()).toMatch(/ E /);
  });

  it('name the intended command, and Tab lists all', async () => {
    const { screen } = await open(shop());
    await screen.press(':filtrs', 'Enter');
    expect(screen.text()).toContain('did you mean :filters?');
    await screen.press(':', 'Tab');
    expect(screen.text()).toMatch(/may be[\s\S]*zoom/);
  });
});

describe('a host of ssh’s configuration in the picker', () => {
  const lists = {
    hosts: [{ name: 'web-01', team: null, tags: [], logs: ['app'], jump: [] }],
    groups: [],
    recent: [],
    sshHosts: ['bastion'],
  };

  it('is not picked with everything listed, because its file has yet to be named', async () => {
    const { screen, script } = await open(scriptedSession([]), [120, 30], { lists });
    await screen.press('^a');
    expect(screen.text()).toMatch(/✓ web-01 [\s\S]*✓ web-01:app[\s\S]*· bastion:\/var\/log\/[\s\S]*2 picked/);
    await screen.press('Enter');
    expect(script.calls.at(-1)).toBe('add web-01 web-01:app');
  });

  it('is completed instead of being picked', async () => {
    const { screen } = await open(scriptedSession([]), [120, 30], { lists });
    await screen.press('bast', 'Tab');
    expect(screen.text()).toContain('/ bastion:/var/log/');
    expect(screen.text()).not.toContain('picked');
  });
});
