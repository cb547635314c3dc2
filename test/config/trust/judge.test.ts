import { chmodSync, existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Ignored } from '../../../src/config/gather.ts';
import { loadConfig } from '../../../src/config/load.ts';
import type { AskTrust, TrustQuestion } from '../../../src/config/trust/judge.ts';
import { makeTree } from '../files/tree.ts';

const OPTIONS = [{ name: 'ssh-config', type: 'string', guarded: 'runs things' }] as const;

interface Loaded {
  readonly hosts: readonly string[];
  readonly logs: readonly string[];
  readonly defaults: unknown;
  readonly asked: readonly TrustQuestion[];
  readonly ignored: readonly Ignored[];
}

const load = async (root: string, answer: AskTrust | null = null, cwd = '.'): Promise<Loaded> => {
  const asked: TrustQuestion[] = [];
  const ignored: Ignored[] = [];
  const { inventory, config } = await loadConfig({
    where: { cwd: join(root, cwd), home: join(root, 'home'), env: {} },
    vocabulary: { options: OPTIONS },
    file: null,
    ask:
      answer &&
      (async question => {
        asked.push(question);
        return answer(question);
      }),
    onIgnored: found => void ignored.push(found),
  });
  return {
    hosts: [...inventory.hosts.keys()],
    logs: [...inventory.logs.keys()],
    defaults: config.defaults,
    asked,
    ignored,
  };
};

const yes: AskTrust = async () => 'yes';
const no: AskTrust = async () => 'no';
const kindsOf = ({ ignored }: Loaded) =>
  ignored.map(found => (found.kind === 'distrusted' ? (found.distrust?.kind ?? 'counts') : found.kind));

describe('exactly the trusted bytes count', () => {
  test('a program that is replaced while the person is asked does not run', async () => {
    const root = makeTree({ '.rtailrc.mjs': 'export default { hosts: { shown: null } };' });
    const canary = join(root, 'canary');
    const evil = `import { writeFileSync } from 'node:fs'; writeFileSync('${canary}', ''); export default {};`;
    const loaded = await load(root, async () => {
      writeFileSync(join(root, '.rtailrc.mjs'), evil);
      return 'yes';
    });
    expect(loaded.hosts).toEqual(['shown']);
    expect(existsSync(canary)).toBe(false);
    expect(kindsOf(await load(root))).toEqual(['changed']);
    expect(existsSync(canary)).toBe(false);
  });

  test('a program that is deleted while the person is asked does not run', async () => {
    const root = makeTree({ '.rtailrc.mjs': 'export default { hosts: { shown: null } };' });
    const loaded = await load(root, async () => {
      rmSync(join(root, '.rtailrc.mjs'));
      return 'yes';
    });
    expect([loaded.hosts, kindsOf(loaded)]).toEqual([[], ['unsafe']]);
  });

  test('an extended file that is replaced while the person is asked does not count', async () => {
    const root = makeTree({
      '.rtailrc': 'extends: ./base.yaml\n',
      'base.yaml': 'defaults: { ssh-config: ./good }\n',
    });
    const answers: ('yes' | null)[] = ['yes', null];
    const loaded = await load(root, async () => {
      writeFileSync(join(root, 'base.yaml'), 'defaults: { ssh-config: ./evil }\n');
      return answers.shift() ?? null;
    });
    expect(loaded.asked.map(({ changed }) => changed)).toEqual([false, true]);
    expect(loaded.defaults ?? {}).toEqual({});
  });

  test('a link that points to a different file has to be trusted again', async () => {
    const root = makeTree({ 'good.mjs': 'export default {};', 'evil.mjs': 'throw new Error("ran");' });
    const link = join(root, '.rtailrc.mjs');
    symlinkSync(join(root, 'good.mjs'), link);
    expect(kindsOf(await load(root, yes))).toEqual([]);
    rmSync(link);
    symlinkSync(join(root, 'evil.mjs'), link);
    expect(kindsOf(await load(root))).toEqual(['unknown']);
  });

  test.each(['import "./lib.mjs"; export default {};', 'export default await import("./lib.mjs");'])(
    'what a trusted program would import is not trusted with it: %s',
    async text => {
      const root = makeTree({ '.rtailrc.mjs': text, 'lib.mjs': 'export const x = 1;' });
      await expect(load(root, yes)).rejects.toThrow(/imports \.\/lib\.mjs: .* only Node's own modules/);
    },
  );

  test('nor is what it would require', async () => {
    const root = makeTree({ '.rtailrc.cjs': 'module.exports = require("./lib.cjs");', 'lib.cjs': '' });
    await expect(load(root, yes)).rejects.toThrow(/imports \.\/lib\.cjs/);
  });
});

describe('the question', () => {
  test('the question is asked once, with every key and its line; a no is remembered for this content', async () => {
    const root = makeTree({
      '.rtailrc': 'hosts: {}\ndefaults:\n  ssh-config: x\nlogs:\n  l: { command: c }\n',
    });
    const first = await load(root, no);
    expect(
      first.asked.map(({ needs }) => needs.map(({ path, position }) => [path.join('.'), position?.line])),
    ).toEqual([
      [
        ['logs.l.command', 5],
        ['defaults.ssh-config', 3],
      ],
    ]);
    expect([first.defaults, first.logs, kindsOf(first)]).toEqual([{}, [], ['refused']]);
    expect((await load(root, yes)).asked).toEqual([]);
    writeFileSync(join(root, '.rtailrc'), 'defaults: { ssh-config: y }\n');
    expect((await load(root, yes)).asked).toHaveLength(1);
  });

  test('is not asked about a file that contains only data', async () => {
    const root = makeTree({ '.rtailrc': 'hosts: { a: }\nlogs: { l: /l }\n' });
    expect(await load(root, yes)).toMatchObject({ asked: [], ignored: [], hosts: ['a'], logs: ['l'] });
  });

  test('is asked again about what a program extends that was trusted by itself', async () => {
    const root = makeTree({
      '.rtailrc.mjs': 'export default { extends: "./more.mjs" };',
      'more.mjs': 'export default { hosts: { more: null } };',
    });
    const loaded = await load(root, yes);
    expect(loaded.asked.map(({ needs }) => needs.map(({ what }) => what.replace(root, '')))).toEqual([
      ['is a program'],
      ['runs the program /more.mjs'],
    ]);
    expect(loaded.hosts).toEqual(['more']);
    expect(await load(root)).toMatchObject({ hosts: ['more'], ignored: [] });
  });

  test('is not asked about files that others can write, for which the reason is reported', async () => {
    const root = makeTree({ '.rtailrc': 'defaults: { ssh-config: x }\n' });
    chmodSync(join(root, '.rtailrc'), 0o666);
    const loaded = await load(root, yes);
    expect([loaded.asked, loaded.defaults, kindsOf(loaded)]).toEqual([[], {}, ['unsafe']]);
  });

  test('has an effect only once if the answer cannot be saved, which is reported', async () => {
    const root = makeTree({ '.rtailrc': 'defaults: { ssh-config: x }\n', 'home/.local': 'no folder' });
    const loaded = await load(root, yes);
    expect(loaded.defaults).toEqual({ 'ssh-config': 'x' });
    expect(kindsOf(loaded)).toEqual(['counts']);
  });
});

describe('without trust', () => {
  test('a program is skipped in favour of the next configuration, and the user’s own', async () => {
    const root = makeTree({
      'a/b/.rtailrc.js': 'throw 1;',
      'a/b/rtail.config.yaml': 'hosts: { here: }\n',
      'a/.rtailrc.mjs': 'throw 1;',
      'home/.rtailrc': 'hosts: { home: }\n',
    });
    expect((await load(root, null, 'a/b')).hosts).toEqual(['here']);
    expect((await load(root, null, 'a')).hosts).toEqual(['home']);
  });

  test('references to ignored parts are not mistakes', async () => {
    const root = makeTree({
      '.rtailrc':
        'extends: ./x.mjs\nhosts: { a: { team: t, logs: [sys, app] } }\ngroups: { g: [a, b] }\nlogs: { app: /app, sys: { command: c } }\n',
      'x.mjs': 'throw 1;',
    });
    expect(await load(root)).toMatchObject({ hosts: ['a'], logs: ['app'] });
  });

  test('the user’s own configuration counts completely, in any format', async () => {
    const root = makeTree({
      'home/.rtailrc.mjs': 'export { default } from "./lib.mjs";',
      'home/lib.mjs': 'export default { defaults: { "ssh-config": "x" } };',
    });
    expect(await load(root, no, 'home')).toMatchObject({ asked: [], defaults: { 'ssh-config': 'x' } });
  });

  test('unless others can write to it', async () => {
    const root = makeTree({ 'home/.rtailrc.mjs': 'throw 1;' });
    chmodSync(join(root, 'home'), 0o777);
    expect(kindsOf(await load(root, yes, 'home'))).toEqual(['unsafe']);
  });
});
