import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SessionAction } from '../../../src/session/live/actions.ts';
import { type ScriptedSession, scriptedSession } from '../helpers/feed.ts';
import { openScreen, type TestScreen } from '../helpers/screen.ts';

let script: ScriptedSession;
let screen: TestScreen;
let browsed: boolean[];

const publish = async (...logs: readonly string[]): Promise<void> => {
  const offered = logs.map(log => ({ name: `redis://hub/shop/${log}`, detail: 'published' }));
  script.session.hub.tell({ type: 'offered', offers: { logs: offered, problems: [] } });
  await screen.settle();
};

beforeEach(async () => {
  script = scriptedSession([['web-01', 'app']]);
  browsed = [];
  const { dispatch } = script.session;
  script.session.dispatch = (action: SessionAction) => {
    if (action.type === 'browse') browsed.push(action.on);
    dispatch(action);
  };
  screen = await openScreen(script, 120, 30);
});
afterEach(() => screen.close());

it('logs are looked for while the picker or a command is open', async () => {
  await screen.press('s');
  expect(browsed).toEqual([true]);
  await screen.press('x', 'Esc', ':');
  expect(browsed).toEqual([true, false, true]);
  await screen.press('Esc', '/', 'Esc');
  expect(browsed).toEqual([true, false, true, false]);
});

it.each<[string, readonly string[], string]>([
  ['the first log', ['Enter'], 'add redis://hub/shop/web-1:app'],
  ['one that was published after the picker was opened', ['mail', 'Enter'], 'add redis://hub/shop/mail:smtp'],
  [
    'the one that is picked',
    ['Tab', 'Tab', 'Enter'],
    'add redis://hub/shop/web-1:app redis://hub/shop/web-2:app',
  ],
  ['the start of a URL', ['redis://hub/shop/web-2', 'Enter'], 'add redis://hub/shop/web-2:app'],
  ['a project', ['redis://hub/shop', 'Enter'], 'add redis://hub/shop'],
  ['a log below a project', ['redis://hub/shop', 'Down', 'Enter'], 'add redis://hub/shop/web-2:app'],
  ['another server', ['redis://other/shop', 'Enter'], 'add redis://other/shop'],
])('the picker opens %s', async (_title, keys, call) => {
  await publish('web-1:app', 'web-2:app');
  await screen.press('s');
  await publish('web-1:app', 'web-2:app', 'mail:smtp');
  await screen.press(...keys);
  expect(script.calls.at(-1)).toBe(call);
});

it('a log that appears above the cursor does not move it to another log', async () => {
  await publish('web-1:app', 'web-2:app');
  await screen.press('s', 'web', 'Down');
  await publish('web:0', 'web-1:app', 'web-2:app');
  await screen.press('Enter');
  expect(script.calls.at(-1)).toBe('add redis://hub/shop/web-2:app');
});

it('the reason why logs are unknown is shown', async () => {
  await screen.press('s');
  script.session.hub.tell({
    type: 'offered',
    offers: { logs: [], problems: ['redis://hub: connection refused'] },
  });
  await screen.settle();
  expect(screen.text()).toContain('redis://hub: connection refused');
});

it('a view of a published log is saved as its URL', async () => {
  const saved: (readonly string[])[] = [];
  await screen.close();
  screen = await openScreen(script, 120, 30, {
    saveView: async ({ sources }) => {
      saved.push(sources);
      return '';
    },
  });
  const place = {
    kind: 'other',
    scheme: 'redis',
    address: 'u:secret@hub/shop/web-9:app',
    several: false,
  } as const;
  script.session.opened({ ...script.sources[0]!, id: 9, place });
  await screen.press(':save-view mine', 'Enter');
  expect(saved).toEqual([['web-01:app', 'redis://u:***@hub/shop/web-9:app']]);
});
