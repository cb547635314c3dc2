import type { Trouble } from '../../../src/core/trouble.ts';
import type { ScreenOptions } from '../../../src/ui/runScreen.ts';
import { playShop, type ScriptedSession, START, scriptedSession } from './feed.ts';
import { openScreen, type TestScreen } from './screen.ts';

/** A state of the screen worth a picture and a golden test. */
export interface Scene {
  readonly name: string;
  readonly size: readonly [columns: number, rows: number];
  readonly sources: readonly (readonly [host: string, log: string])[];
  /** What the picture is drawn on. */
  readonly ground?: 'dark' | 'light';
  readonly options?: Partial<ScreenOptions>;
  /** What happens before the screen opens; absent: two minutes of a web shop. */
  readonly play?: (script: ScriptedSession) => void;
  /** What is done on the screen. */
  readonly act?: (screen: TestScreen, script: ScriptedSession) => Promise<void>;
}

const FOUR = [
  ['web-01', 'app'],
  ['web-02', 'app'],
  ['web-03', 'access'],
  ['db-1', 'pg'],
] as const;

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
      'the host key of web-03 has changed since it was last seen',
      'compare it with its keeper, then take the old one out with ssh-keygen -R web-03.shop.internal',
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
  ...rest,
});

const scrollBack = async (screen: TestScreen, script: ScriptedSession): Promise<void> => {
  await screen.press('v', '^u', 'k', 'k');
  playShop(script, 312, 11);
  await screen.settle();
};

const findInContext = async (screen: TestScreen): Promise<void> => {
  await screen.press('v', '&checkout failed', 'Enter', 'k', 'k', 'x');
};

const search = async (screen: TestScreen): Promise<void> => {
  await screen.press('v', '/slow query [0-9]+', 'Enter', 'N', 'N');
};

const toJson = async (screen: TestScreen): Promise<void> => {
  await screen.press('k', 'k', 'Enter');
};

const toTrace = async (screen: TestScreen): Promise<void> => {
  await screen.press('v', 'E', 'Enter');
};

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
  await screen.press('123');
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
  shop('split-4-ascii', 80, 24, { options: { ascii: true, depth: 0 } }),
  shop('split-12', 200, 60, { sources: TWELVE }),
  shop('split-12', 80, 24, { sources: TWELVE }),
  shop('merged', 120, 40, { act: screen => screen.press('v', 't', 'T') }),
  shop('merged', 80, 24, { act: screen => screen.press('v') }),
  shop('merged-light', 120, 40, { ground: 'light', act: search }),
  shop('paused', 120, 40, { act: scrollBack }),
  shop('search', 120, 40, { act: search }),
  shop('filter', 120, 40, { act: screen => screen.press('v', '&checkout failed', 'Enter') }),
  shop('context', 120, 40, { act: findInContext }),
  shop('filters', 80, 24, {
    act: screen =>
      screen.press('&checkout', 'Enter', '!healthz', 'Enter', '&orders', 'Enter', 'L', 'f', 'j', 'Space'),
  }),
  shop('typing', 80, 24, { act: screen => screen.press('&chec(') }),
  shop('detail-trace', 120, 40, { act: toTrace }),
  shop('detail-json', 120, 40, { sources: [['pay-1', 'json'], ...FOUR], act: toJson }),
  shop('detail-json', 80, 24, { sources: [['pay-1', 'json'], ...FOUR], act: toJson }),
  shop('unfolded', 120, 40, { act: screen => screen.press('v', 'w', 'E', 'o') }),
  shop('help', 120, 40, { act: screen => screen.press('?') }),
  shop('help', 80, 24, { act: screen => screen.press('?', '^d') }),
  shop('picker', 120, 40, {
    options: { lists: LISTS },
    act: screen => screen.press('s', 'web', 'Down', 'Down', 'Tab', 'Tab'),
  }),
  shop('picker-start', 80, 24, { sources: [], options: { lists: LISTS }, play: () => {} }),
  shop('code', 120, 40, { act: ask }),
  shop('host-key', 80, 24, { act: askKey }),
  shop('troubles', 120, 40, { play: breakSome }),
  shop('messages', 80, 24, { play: breakSome, act: screen => screen.press('M') }),
  shop('too-small', 38, 10),
];

/** A scene's name with its size: `split-4-120x40`. */
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
  const screen = await openScreen(script, scene.size[0], scene.size[1], scene.options);
  await scene.act?.(screen, script);
  return { screen, script };
};
