import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packagesFit } from '../scripts/packagesFit.ts';
import { createSandbox, type Sandbox } from './helpers/sandbox.ts';

const root = dirname(import.meta.dirname);

/** What npm ci does: empties node_modules, and then fetches, or fails if there is no network. */
const NPM = {
  online: 'rm -rf node_modules; mkdir -p node_modules/fresh; echo fetched >node_modules/fresh/package.json',
  offline: 'rm -rf node_modules; mkdir node_modules; echo "npm error code ECONNREFUSED" >&2; exit 1',
  interrupted: 'rm -rf node_modules; mkdir node_modules; kill -INT $PPID; sleep 1; exit 1',
} as const;

/** Makes a checkout whose build and programs print a word, with an npm that behaves as stated. */
const checkout = (box: Sandbox, npm: keyof typeof NPM) => {
  const dir = join(box.dir, 'checkout');
  for (const name of ['bin/rtail', 'scripts/setup.sh', 'scripts/packagesFit.ts']) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    copyFileSync(join(root, name), join(dir, name));
  }
  const write = (name: string, text: string) => box.write(`checkout/${name}`, text);
  const writeLock = (version: string) =>
    write('package-lock.json', JSON.stringify({ packages: { '': {}, 'node_modules/one': { version } } }));
  write('package.json', '{"type":"module"}');
  write('scripts/build.ts', "import { writeFileSync } from 'node:fs'; writeFileSync('dist/.built', '');");
  write('src/x.ts', '');
  write('dist/rtail.js', "console.log('it runs');");
  writeLock('1.0.0');
  const program = box.write('bin/npm', `#!/bin/sh\n${NPM[npm]}\n`);
  spawnSync('chmod', ['+x', program, join(dir, 'bin/rtail')]);
  spawnSync('ln', ['-s', process.execPath, join(box.dir, 'bin/node')]);
  const run = () => {
    const env = { HOME: box.home, PATH: `${join(box.dir, 'bin')}:/usr/bin:/bin` };
    const { status, stdout, stderr } = spawnSync('bin/rtail', [], { cwd: dir, env, encoding: 'utf8' });
    return { status, stdout, stderr };
  };
  return { dir, run, write, writeLock, has: (name: string) => existsSync(join(dir, name)) };
};

describe('the launcher of a checkout', () => {
  test('installs packages the first time, and not the second', () => {
    using box = createSandbox();
    const { run, has, dir } = checkout(box, 'online');
    expect(run()).toMatchObject({ status: 0, stdout: 'it runs\n' });
    expect(readFileSync(join(dir, 'node_modules/fresh/package.json'), 'utf8')).toBe('fetched\n');
    expect(has('.setup/packages') || has('.setup/replaced')).toBe(false);
    expect(run()).toEqual({ status: 0, stdout: 'it runs\n', stderr: '' });
  });

  test.each(['offline', 'interrupted'] as const)('keeps the packages that are there: %s', how => {
    using box = createSandbox();
    const { run, has, write } = checkout(box, how);
    write('node_modules/one/package.json', '{}');
    const { status, stderr } = run();
    expect(status).toBe(how === 'offline' ? 2 : 130);
    expect(has('node_modules/one/package.json')).toBe(true);
    if (how === 'offline') expect(stderr).toMatch(/node_modules was not changed\.\nUntil then, .*rtail\.js/);
  });

  test('says what is needed if nothing was installed', () => {
    using box = createSandbox();
    const { stderr, status } = checkout(box, 'offline').run();
    expect(status).toBe(2);
    expect(stderr).toMatch(/connect to the network, or name your proxy .* and try again\.\n$/);
  });

  test('restores the packages that a killed set-up was about to replace', () => {
    using box = createSandbox();
    const { run, has, write, dir } = checkout(box, 'offline');
    write('node_modules/one/package.json', '{}');
    mkdirSync(join(dir, '.setup'));
    renameSync(join(dir, 'node_modules'), join(dir, '.setup/replaced'));
    expect(run().status).toBe(2);
    expect(has('node_modules/one/package.json')).toBe(true);
  });
});

const native = 'node_modules/ssh2/lib/protocol/crypto/build/Release/sshcrypto.node';
const built = existsSync(join(root, native));

describe.skipIf(!built)(
  `packages that someone else installed${built ? '' : " (ssh2's native part is not built)"}`,
  () => {
    test("are used if they are the lock file's", () => {
      expect(packagesFit(root)).toBe(true);
    });

    test.each<[string, object, object, boolean]>([
      ['another version', { version: '2' }, { version: '1' }, false],
      ['other contents', { version: '1', integrity: 'a' }, { version: '1', integrity: 'b' }, false],
      ['the same', { version: '1', integrity: 'a' }, { version: '1', integrity: 'a' }, true],
    ])('%s', (_, locked, installed, fits) => {
      using box = createSandbox();
      box.write('package-lock.json', JSON.stringify({ packages: { 'node_modules/one': locked } }));
      const record = JSON.stringify({ packages: { 'node_modules/one': installed } });
      box.write('node_modules/.package-lock.json', record);
      box.write('node_modules/one/package.json', '{}');
      copyFileSync(join(root, native), box.write(native, ''));
      expect(packagesFit(box.dir)).toBe(fits);
    });
  },
);
