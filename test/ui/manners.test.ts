import { afterEach, describe, expect, it } from 'vitest';
import type { Session } from '../../src/session/live/session.ts';
import type { ScreenOptions } from '../../src/ui/runScreen.ts';
import { playShop, type ScriptedSession, scriptedSession } from './helpers/feed.ts';
import { openScreen, type TestScreen } from './helpers/screen.ts';

let screen: TestScreen | null = null;

afterEach(async () => {
  await screen?.close();
  screen = null;
});

const open = async (
  options: Partial<ScreenOptions> = {},
  size = [100, 24],
): Promise<{ screen: TestScreen; script: ScriptedSession }> => {
  const script = scriptedSession([
    ['web-01', 'app'],
    ['db-1', 'pg'],
  ]);
  playShop(script, 100);
  screen = await openScreen(script, size[0]!, size[1]!, options);
  return { screen, script };
};

const RESTORED = { alternate: false, wrap: true, bracketedPaste: false, mouse: 'none' };
const OURS = { alternate: true, wrap: false, bracketedPaste: true, mouse: 'none' };

describe('the terminal', () => {
  it('is ours while the screen is visible, and restored after quitting', async () => {
    const { screen } = await open();
    expect(screen.terminal.emulator.modes()).toEqual(OURS);
    expect(screen.terminal.stdin.raw).toBe(true);
    await screen.press('q');
    expect(await screen.ended).toEqual({ kind: 'quit' });
    await screen.settle();
    expect(screen.terminal.emulator.modes()).toEqual(RESTORED);
    expect(screen.terminal.stdin.raw).toBe(false);
    expect(screen.terminal.written.lastIndexOf('\x1b[?25h')).toBeGreaterThan(
      screen.terminal.written.lastIndexOf('\x1b[?25l'),
    );
  });

  it('is lent to the shell while suspended, and redrawn completely on return', async () => {
    let resume: () => void = () => {};
    const { screen } = await open({
      suspend: () =>
        new Promise(resolve => {
          resume = resolve;
        }),
    });
    await screen.press('^z');
    expect(screen.terminal.emulator.modes()).toEqual(RESTORED);
    expect(screen.terminal.stdin.raw).toBe(false);
    resume();
    await screen.settle();
    expect(screen.terminal.emulator.modes()).toEqual(OURS);
    expect(screen.text()).toContain('web-01 app');
  });

  it('is restored after a view threw, and the error is printed', async () => {
    const script = scriptedSession([['web-01', 'app']]);
    let broken = false;
    const session: Session = {
      subscribe: listener => script.session.subscribe(listener),
      snapshot: () => script.session.snapshot(),
      dispatch: action => script.session.dispatch(action),
      work: entries => script.session.work(entries),
      tick: () => script.session.tick(),
      get held() {
        if (broken) throw new Error('a view is broken');
        return script.session.held;
      },
    };
    const broke = await openScreen({ ...script, session: session as ScriptedSession['session'] }, 80, 24);
    broken = true;
    broke.terminal.stdout.emit('resize');
    await expect(broke.ended).rejects.toThrow('a view is broken');
    await expect.poll(() => broke.terminal.emulator.modes()).toEqual(RESTORED);
    expect(process.listenerCount('SIGTERM')).toBe(0);
  });

  it('may stall: reading continues, no frame is queued, and the newest state is shown afterwards', async () => {
    const { screen, script } = await open();
    screen.terminal.stalled = true;
    await screen.settle();
    script.say(0, 130_000, 'info', 'first');
    await screen.settle();
    const before = screen.terminal.written.length;
    for (let i = 0; i < 20_000; i++) script.say(0, 130_000 + i, 'info', `line ${i}`);
    await screen.settle();
    await new Promise(resolve => setTimeout(resolve, 80));
    expect(screen.terminal.written.length).toBe(before);
    expect(script.session.held.end).toBeGreaterThan(20_000);
    screen.terminal.goOn();
    await screen.settle();
    expect(screen.text()).toContain('line 19999');
  });

  it('may be resized at any moment, to any size', async () => {
    const { screen, script } = await open();
    for (let i = 0; i < 60; i++) {
      screen.terminal.resize(20 + ((i * 37) % 200), 3 + ((i * 13) % 60));
      script.say(0, 130_000 + i, 'info', `line ${i}`);
      if (i % 3 === 0) await screen.settle();
    }
    screen.terminal.resize(80, 24);
    await screen.settle();
    const resized = screen.text();
    await screen.press('^l');
    expect(screen.text()).toBe(resized);
    expect(resized).toContain('line 59');
    screen.terminal.resize(30, 5);
    await screen.settle();
    expect(screen.text()).toContain('this is 30x5');
  });

  it('receives no control sequence from a log', async () => {
    const { screen, script } = await open();
    const hostile = [
      '\x1b]0;title\x07ok1',
      '\x1b[2Jok2',
      '\x1b[?1049lok3',
      '\x9b2Jok4',
      '\x1bPq#0\x1b\\ok5',
      'a\x08\x08b ok6',
      '\x1b[8mhidden ok7',
      '\x1b]8;;http://x\x07ok8',
      '\u202eabc ok9',
      '\x1b[31mred ok0',
    ];
    for (const [i, text] of hostile.entries()) script.say(0, 130_000 + i, 'info', text);
    await screen.press('z', 'r');
    for (let i = 0; i < 10; i++) expect(screen.text()).toContain(`ok${i}`);
    const sequences = new Set(
      screen.terminal.written
        .replaceAll('\x1b]11;?\x07', '')
        .match(/\x1b(\[[<?]?[\d;]*.|[^[])/g)
        ?.map(one => one.replace(/\d+/g, 'N')),
    );
    const allowed = /^\x1b\[(N;NH|K|NJ|N(;N)*m|\?N[hl]|N[hl])$/;
    expect([...sequences].filter(one => !allowed.test(one))).toEqual([]);
    expect(screen.terminal.emulator.modes()).toEqual(OURS);
  });

  it('receives no colour if NO_COLOR is set, and 16 colours if it has no more', async () => {
    const colours = (written: string): string[] => [
      ...new Set(written.match(/\x1b\[[\d;]*m/g)?.flatMap(one => one.slice(2, -1).split(';'))),
    ];
    const none = await open({ env: { TERM: 'xterm-256color', NO_COLOR: '1' } });
    await none.screen.press('/checkout', 'Enter');
    expect(colours(none.screen.terminal.written).filter(code => Number(code) >= 30)).toEqual([]);
    await none.screen.close();
    const sixteen = await open({ env: { TERM: 'xterm' } });
    expect(colours(sixteen.screen.terminal.written)).toContain('33');
    expect(colours(sixteen.screen.terminal.written)).not.toContain('38');
  });

  it.each([
    ['--ascii without a locale', { ascii: true, env: { TERM: 'xterm' } }],
    ['--ascii and another locale', { ascii: true, env: { TERM: 'xterm', LANG: 'de_DE.ISO-8859-1' } }],
    ['a locale', { env: { TERM: 'xterm', LANG: 'C' } }],
  ])('receives only ASCII if it can show nothing else: %s', async (_, options) => {
    const { screen, script } = await open(options);
    script.say(0, 130_000, 'info', 'naïve 日本 🙂 end');
    await screen.press('z', '?', 'Esc', 's', 'Esc');
    expect(screen.terminal.written).not.toMatch(/[^\x00-\x7f]/);
    expect(screen.text()).toContain('na?ve ???? ?? end');
  });

  it("receives a log's letters with --ascii if its locale has them", async () => {
    const { screen, script } = await open({ ascii: true, env: { TERM: 'xterm', LANG: 'en_US.UTF-8' } });
    script.say(0, 130_000, 'info', 'naïve 日本 🙂 end');
    await screen.press('z', '?', 'Esc');
    expect(screen.text()).toContain('I naïve 日本 ');
    expect(screen.text()).not.toMatch(/[│─┄●▌]/);
  });

  it('shows wide, combining and right-to-left text without a misplaced frame', async () => {
    const { screen, script } = await open({}, [120, 12]);
    const texts = [
      '日本語のログメッセージ',
      'cafe\u0301 au lait',
      '👨‍👩‍👧 family 🙂',
      'שגיאה: הקובץ לא נמצא',
      'تم رفض الاتصال',
      '한국어 로그',
    ];
    for (const [i, text] of texts.entries()) script.say(0, 130_000 + i, 'info', `${text} ${'x'.repeat(80)}`);
    await screen.settle();
    const { emulator } = screen.terminal;
    for (let y = 1; y < 10; y++) {
      expect([emulator.cell(0, y).text, emulator.cell(60, y).text, emulator.cell(119, y).text]).toEqual([
        '│',
        '│',
        '│',
      ]);
    }
  });

  it('has its mouse used only on request: the wheel scrolls, a click selects', async () => {
    const { screen } = await open({ mouse: true });
    expect(screen.terminal.emulator.modes().mouse).toBe('vt200');
    await screen.press('\x1b[<64;5;5M');
    expect(screen.lines().at(-1)).toContain('PAUSED');
    await screen.press('\x1b[<0;5;4M');
    expect(screen.lines()[3]).toMatch(/^│?▌/);
    await screen.press(':mouse', 'Enter');
    expect(screen.terminal.emulator.modes().mouse).toBe('none');
  });
});

describe('help', () => {
  it('can be searched, and explains the symbols', async () => {
    const { screen } = await open({}, [120, 40]);
    await screen.press('?', '/', 'merged', 'Enter');
    expect(screen.text()).toMatch(/─ keys: merged ─[\s\S]*Split panes, or one merged log/);
    expect(screen.text()).not.toContain('Pan left');
    await screen.press('Esc', ':help five more', 'Enter');
    expect(screen.text()).toContain('▸5');
  });

  it('stays open while its search is typed, and when that is cancelled', async () => {
    const { screen } = await open({}, [120, 40]);
    await screen.press('?', '/');
    expect(screen.text()).toMatch(/─ keys ─[\s\S]*Moving[\s\S]*:help/);
    await screen.press('merged log');
    expect(screen.text()).toMatch(/─ keys: merged log ─[\s\S]*this record’s log[\s\S]*:help merged log/);
    expect(screen.text()).not.toContain('Pan left');
    await screen.press('Esc');
    expect(screen.text()).toMatch(/─ keys ─[\s\S]*Moving/);
    await screen.press('Esc');
    expect(screen.text()).not.toContain('─ keys');
  });
});

describe('questions', () => {
  it('are asked one at a time, not echoed, and answered or declined separately', async () => {
    const { screen, script } = await open();
    const ask = (host: string) =>
      script.session.prompter.ask({ kind: 'password', host, user: 'alice', again: false });
    const [first, second] = [ask('bastion'), ask('db-1')];
    await screen.settle();
    expect(screen.text()).toContain("alice@bastion's password:");
    expect(screen.text()).not.toContain('alice@db-1');
    await screen.press('s3cret q?');
    expect(screen.text()).not.toContain('s3cret');
    await screen.press('Enter');
    expect(await first).toEqual(['s3cret q?']);
    expect(screen.text()).toContain("alice@db-1's password:");
    await screen.press('Esc');
    expect(await second).toBeNull();
    expect(screen.terminal.written).not.toContain('s3cret');
  });

  it('with several fields are answered in turn, echoed if the host says so', async () => {
    const { screen, script } = await open();
    const answer = script.session.prompter.ask({
      kind: 'keyboard-interactive',
      again: false,
      host: 'bastion',
      user: 'alice',
      name: '',
      instruction: 'Sign in',
      prompts: [
        { text: 'Account: ', echo: true },
        { text: 'Code: ', echo: false },
      ],
    });
    await screen.settle();
    await screen.press('alice7');
    expect(screen.text()).toContain('Account: alice7');
    await screen.press('Enter', '246810', 'Enter');
    expect(await answer).toEqual(['alice7', '246810']);
  });

  it('about the same key of the same host share one answer, and are counted', async () => {
    const { screen, script } = await open();
    const ask = (host: string, fingerprint: string) =>
      script.session.prompter.ask({
        kind: 'host-key',
        host,
        address: '10.0.0.3',
        keyType: 'ssh-ed25519',
        fingerprint,
      });
    const [first, same, other] = [
      ask('web-03', 'SHA256:abc'),
      ask('web-03', 'SHA256:abc'),
      ask('web-04', 'SHA256:abc'),
    ];
    await screen.settle();
    expect(screen.text()).toContain(', 2 more');
    await screen.press('yes', 'Enter');
    expect([await first, await same]).toEqual([['yes'], ['yes']]);
    expect(screen.text()).toContain('web-04');
    await screen.press('no', 'Enter');
    expect(await other).toEqual(['no']);
  });

  it('about a host key require a complete yes or no', async () => {
    const { screen, script } = await open();
    const answer = script.session.prompter.ask({
      kind: 'host-key',
      host: 'web-03',
      address: '10.0.0.3',
      keyType: 'ssh-ed25519',
      fingerprint: 'SHA256:abc',
    });
    await screen.settle();
    await screen.press('y', 'Enter');
    expect(screen.text()).toContain("Please type 'yes', 'no' or the fingerprint");
    await screen.press('es', 'Enter');
    expect(await answer).toEqual(['yes']);
  });
});
