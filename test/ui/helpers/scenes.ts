import type { Trouble } from '../../../src/core/trouble.ts';
import type { ScreenOptions } from '../../../src/ui/runScreen.ts';
import { playShop, type ScriptedSession, START, scriptedSession } from './feed.ts';
import { openScreen, type TestScreen } from './screen.ts';

/** A key for `openScreen`, text to type, or what must be visible before the next key. */
export type Key = string | RegExp | ((text: string) => boolean);

/** The run of the command to which a scene belongs: scenes of one run follow each other in one process. */
export type RunName =
  | 'shop'
  | 'filter'
  | 'context'
  | 'filters'
  | 'twelve'
  | 'json'
  | 'ascii'
  | 'start'
  | 'code'
  | 'troubles';

/** A state of the screen worth a picture and a golden test. */
export interface Scene {
  readonly name: string;
  readonly size: readonly [columns: number, rows: number];
  readonly sources: readonly (readonly [host: string, log: string])[];
  readonly run: RunName;
  /** The background of the picture. */
  readonly ground?: 'dark' | 'light';
  readonly options?: Partial<ScreenOptions>;
  /** In process: what happens before the screen opens; absent: two minutes of a web shop. */
  readonly play?: (script: ScriptedSession) => void;
  /** In process: what happens once it is open, before any key. */
  readonly begin?: (screen: TestScreen, script: ScriptedSession) => Promise<void>;
  readonly keys?: readonly Key[];
  /** Lines that the shop writes after the keys. */
  readonly more?: { readonly lines: number; readonly seed: number };
  /** What the screen shows when it has reached this state. */
  readonly shows: RegExp;
  /** Keys that lead from here back to the start of the run. */
  readonly back?: readonly Key[];
}

const FOUR = [
  ['web-01', 'app'],
  ['web-02', 'app'],
  ['web-03', 'access'],
  ['db-1', 'pg'],
] as const;

const PAID = [['pay-1', 'json'], ...FOUR] as const;

const TWELVE = [
  ...[1, 2, 3, 4, 5, 6].map(n => [`web-0${n}`, 'app'] as const),
  ...[1, 2, 3].map(n => [`web-0${n}`, 'access'] as const),
  ['db-1', 'pg'],
  ['db-2', 'pg'],
  ['pay-1', 'json'],
] as const;

const LISTS: ScreenOptions['lists'] = {
  hosts: [
    ...[1, 2, 3, 4, 5, 6].map(n => ({
      name: `web-0${n}`,
      team: 'shop',
      tags: ['web', 'prod'],
      logs: ['app', 'access'],
      paths: { app: '/var/log/shop/app.log', access: '/var/log/nginx/access.log' },
      jump: ['alice@bastion.shop.example'],
    })),
    { name: 'db-1', team: 'shop', tags: ['prod'], logs: ['pg'], jump: ['alice@bastion.shop.example'] },
    { name: 'db-2', team: 'shop', tags: ['prod'], logs: ['pg'], jump: ['alice@bastion.shop.example'] },
    {
      name: 'pay-1',
      team: 'pay',
      tags: ['prod', 'pci'],
      logs: ['json'],
      jump: ['office', 'bastion.pay.example'],
    },
  ],
  groups: [
    { name: 'web', hosts: ['web-01', 'web-02', 'web-03', 'web-04', 'web-05', 'web-06'] },
    { name: 'prod', hosts: ['web-01', 'db-1', 'pay-1'] },
  ],
  recent: ['@web', 'pay-1:json'],
};

const trouble = (message: string, advice: string, final: boolean): Trouble => ({
  kind: 'lost',
  host: 'web-03',
  log: 'access',
  message,
  advice,
  final,
});

const breakSome = (script: ScriptedSession): void => {
  const [, web2, web3, db] = script.sources;
  playShop({ ...script, sources: script.sources.slice(0, 2) });
  script.session.state(web3!, {
    kind: 'failed',
    trouble: trouble(
      'its host key has changed: it shows ssh-ed25519 SHA256:mVPwvezndPv/ARoIadVY98vAC0g+P/5633yTC4d/wXE, ' +
        'but ~/.ssh/known_hosts:12 says SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDR/bEbJsXuzZ9JuLw; nothing was sent',
      'possible man-in-the-middle attack, or the host was reinstalled: ask its administrator; if the new key is ' +
        "correct: ssh-keygen -R 'web-03.shop.internal' -f ~/.ssh/known_hosts",
      true,
    ),
  });
  script.session.state(web2!, { kind: 'live' });
  script.session.state(web2!, {
    kind: 'retrying',
    at: START + 124_400,
    trouble: trouble('the connection broke', 'it is tried again by itself', false),
  });
  script.session.marker(web2!, {
    kind: 'gap',
    at: START + 120_000,
    since: START + 115_000,
    bytes: 18_432,
    why: 'the file was replaced while the link was down',
  });
  script.session.state(db!, { kind: 'connecting', detail: 'authenticating' });
};

const shop = (name: string, columns: number, rows: number, rest: Partial<Scene> = {}): Scene => ({
  name,
  size: [columns, rows],
  sources: FOUR,
  run: 'shop',
  shows: /1 web-01 app ● [\s\S]*4 db-1 pg ● [\s\S]* FOLLOW /,
  ...rest,
});

/** All four logs have arrived completely: the titles count their errors and warnings. */
const allCame =
  /^(?=[\s\S]*web-01 app ● .*?E2 W13)(?=[\s\S]*web-02 app ● .*?E2 W14)(?=[\s\S]*web-03 access ● .*?W12)(?=[\s\S]*db-1 pg ● .*?E8)/;

/** Which log's lines arrived first is random: they are sorted once all have arrived. */
const isInOrder = (text: string): boolean => {
  const times = [...text.matchAll(/^[ ▌](\d\d:\d\d:\d\d(?:\.\d+)?) /gm)].map(([, time]) => time!);
  return times.every((time, i) => i === 0 || times[i - 1]! <= time);
};

const findFailures: readonly Key[] = [
  allCame,
  'v',
  '&checkout failed',
  'Enter',
  /&checkout failed 4\/400/,
  isInOrder,
];
const findInContext: readonly Key[] = [...findFailures, 'k', 'k', 'x'];
const search: readonly Key[] = ['v', '/slow query [0-9]+', 'Enter', /\+ \d+ matches/, 'N', 'N'];
const closed: readonly Key[] = ['Esc'];

const ask = async (screen: TestScreen, script: ScriptedSession): Promise<void> => {
  void script.session.prompter.ask({
    kind: 'keyboard-interactive',
    again: false,
    host: 'bastion.shop.example',
    user: 'alice',
    name: '',
    instruction: 'Two-factor sign-in',
    prompts: [{ text: 'One-time code: ', echo: false }],
  });
  await screen.settle();
};

const askKey = async (screen: TestScreen, script: ScriptedSession): Promise<void> => {
  void script.session.prompter.ask({
    kind: 'host-key',
    host: 'web-03',
    address: '10.0.3.17',
    keyType: 'ssh-ed25519',
    fingerprint: 'SHA256:uNiVztksCsDhcc0u9e8BrHXkVPSC+/0JJfZo8xgl2w8',
  });
  await screen.settle();
};

export const SCENES: readonly Scene[] = [
  shop('split-4', 120, 40),
  shop('split-4', 80, 24),
  shop('split-4', 200, 60),
  shop('split-4-light', 120, 40, { ground: 'light' }),
  shop('split-4-ascii', 80, 24, {
    run: 'ascii',
    options: { ascii: true, depth: 0 },
    shows: /1 web-01 app \* [\s\S]*4 db-1 pg \* [\s\S]* FOLLOW /,
  }),
  shop('split-12', 200, 60, { run: 'twelve', sources: TWELVE, shows: /12 pay-1 json ● / }),
  shop('split-12', 80, 24, { run: 'twelve', sources: TWELVE, shows: /page 1\/\d/ }),
  shop('merged', 120, 40, {
    keys: ['v', 't', 'T'],
    shows: /─ merged [\s\S]*\d\d:\d\d:\d\d\.\d{3} [\s\S]*rec \d/,
    back: ['T', 't', 't', 't', 'v'],
  }),
  shop('merged', 80, 24, { keys: ['v'], shows: /─ merged /, back: ['v'] }),
  shop('merged-light', 120, 40, {
    ground: 'light',
    keys: search,
    shows: /\/slow query \[0-9\]\+ \d+\/\d/,
    back: ['Esc', 'G', 'v'],
  }),
  shop('search', 120, 40, {
    keys: search,
    shows: /\/slow query \[0-9\]\+ \d+\/\d/,
    back: ['Esc', 'G', 'v'],
  }),
  // A separate run for each: when a filter is removed on the hosts, the logs report that in random order.
  shop('filter', 120, 40, {
    run: 'filter',
    keys: findFailures,
    shows: /&checkout failed \d/,
  }),
  shop('context', 120, 40, {
    run: 'context',
    keys: findInContext,
    shows: /^(?![\s\S]*In context:)[\s\S]* CONTEXT /,
  }),
  shop('filters', 80, 24, {
    run: 'filters',
    keys: [allCame, '&checkout', 'Enter', '!healthz', 'Enter', '&orders', 'Enter', 'L', 'f', 'j', 'Space'],
    shows: /❯ · hides healthz/,
  }),
  shop('typing', 80, 24, { keys: ['&chec('], shows: /^&chec\(.*\S/m, back: closed }),
  shop('detail-trace', 120, 40, {
    keys: ['v', 'E', 'Enter'],
    shows: /─ record ─/,
    back: ['Esc', 'G', 'v'],
  }),
  shop('split-5', 120, 40, { run: 'json', sources: PAID, shows: /1 pay-1 json ● [\s\S]*5 db-1 pg ● / }),
  shop('detail-json', 120, 40, {
    run: 'json',
    sources: PAID,
    keys: ['k', 'k', 'Enter'],
    shows: /"currency": "EUR"/,
    back: ['Esc', 'G'],
  }),
  shop('detail-json', 80, 24, {
    run: 'json',
    sources: PAID,
    keys: ['k', 'k', 'Enter'],
    shows: /"currency": "EUR"/,
    back: ['Esc', 'G'],
  }),
  shop('unfolded', 120, 40, {
    keys: ['v', 'w', 'E', 'o'],
    shows: /NullPointerException/,
    back: ['o', 'w', 'G', 'v'],
  }),
  shop('help', 120, 40, { keys: ['?'], shows: /─ keys ─/, back: ['?'] }),
  shop('help', 80, 24, { keys: ['?', /─ keys ─/, '^d'], shows: /─ keys ─/, back: ['?'] }),
  shop('picker', 120, 40, {
    options: { lists: LISTS },
    keys: ['s', 'web', 'Down', 'Down', 'Tab', 'Tab'],
    shows: /─ sources ─[\s\S]*will close/,
    back: closed,
  }),
  shop('paused', 120, 40, {
    keys: ['v', '^u', 'k', 'k', /▌14:03:5/],
    more: { lines: 312, seed: 11 },
    shows: /paused, \+312 new/,
  }),
  shop('too-small', 38, 10, { shows: /this is 38x10/ }),
  shop('picker-start', 80, 24, {
    run: 'start',
    sources: [],
    options: { lists: LISTS },
    play: () => {},
    shows: /─ sources ─/,
  }),
  shop('code', 120, 40, { run: 'code', begin: ask, keys: [/One-time code/, '123'], shows: /One-time code/ }),
  shop('host-key', 80, 24, { run: 'code', begin: askKey, shows: /SHA256:[\s\S]* ●3 ◐1 connected 3\/4/ }),
  shop('troubles', 120, 40, {
    run: 'troubles',
    play: breakSome,
    shows: /2 web-02 app ◐ retry [\s\S]*checkout fai[\s\S]*3 web-03 access ✗ failed/,
  }),
  shop('messages', 80, 24, { run: 'troubles', play: breakSome, keys: ['M'], shows: /─ messages ─/ }),
];

/** Returns a scene's name with its size: `split-4-120x40`. */
export const sceneName = ({ name, size }: Scene): string => `${name}-${size.join('x')}`;

/** Opens a scene and brings it to its state. */
export const openScene = async (scene: Scene): Promise<{ screen: TestScreen; script: ScriptedSession }> => {
  const script = scriptedSession(scene.sources);
  script.clock.now = START + 110_000;
  script.session.tick();
  (scene.play ?? playShop)(script);
  for (const one of script.sources) {
    script.counts.set(one.id, {
      lines: 100,
      bytesReceived: 14_000 + one.id * 4096,
      bytesRead: 512_000,
      firstLineMs: 80,
    });
  }
  script.clock.now = START + 120_300;
  script.session.tick();
  const ground = scene.ground ?? 'dark';
  const screen = await openScreen(script, scene.size[0], scene.size[1], { ground, ...scene.options });
  await scene.begin?.(screen, script);
  await screen.press(...(scene.keys ?? []).filter(key => typeof key === 'string'));
  if (scene.more) {
    playShop(script, scene.more.lines, scene.more.seed);
    await screen.settle();
  }
  return { screen, script };
};
