import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { fromByteString } from '../../../src/core/bytes.ts';
import { EVERYTHING } from '../../../src/core/query.ts';
import { planSource } from '../../../src/pushdown/plan.ts';
import { listCommand, readListing } from '../../../src/pushdown/probes/listing.ts';
import { pathBytes, pathFromBytes } from '../../../src/pushdown/script/pathBytes.ts';
import { shellCommand, shellQuote } from '../../../src/pushdown/script/quote.ts';
import { remoteCommand } from '../../../src/pushdown/script/script.ts';
import { GNU, runRemote } from '../runRemote.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtail-quote-'));
/** Where shells look for their files and store some: never the home of the user who runs the tests. */
const home = join(folder, 'home');
mkdirSync(home);
const env = { ...process.env, HOME: home, ZDOTDIR: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home };

/** Login shells, called like sshd does. */
const SHELLS = [
  { name: 'bash', words: ['bash', '-c'] },
  { name: 'dash', words: ['dash', '-c'] },
  { name: 'zsh', words: ['zsh', '-c'] },
  { name: 'fish', words: ['fish', '-c'] },
  { name: 'tcsh', words: ['tcsh', '-c'] },
  { name: 'ksh', words: ['ksh', '-c'] },
  { name: 'BusyBox sh', words: ['busybox', 'sh', '-c'] },
].filter(({ words }) => spawnSync(words[0]!, [...words.slice(1), 'true'], { env }).status === 0);

/** Names and texts that a careless command line would run, split, expand or lose. */
const HOSTILE = [
  '$(touch pwn)',
  '`touch pwn`',
  '; touch pwn',
  '| touch pwn &',
  "'; touch pwn; '",
  '"; touch pwn; "',
  "it's",
  '"double"',
  'new\nline',
  'ends in newlines\n\n',
  '\n',
  '-rf',
  '--help',
  '*',
  '?[a-z]*',
  '%s%n%d',
  'back\\slash',
  'two\\\\slashes',
  'ends in a backslash\\',
  "backslash\\'quote",
  '!!',
  '!$ #',
  '~root',
  '$HOME $IFS',
  '{a,b}',
  ' leading and trailing ',
  'tab\tand\x01control\x7f',
  'a=b',
  '\\0101 \\x41',
  'ünïcödé',
  'byte \udcff\udc80',
  '\u001b[31mred',
];

for (const name of HOSTILE) {
  // A file in a folder with that name: a name cannot contain a slash.
  const inside = Buffer.concat([Buffer.from(`${folder}/`), fromByteString(pathBytes(name))]);
  mkdirSync(inside);
  writeFileSync(Buffer.concat([inside, Buffer.from('/log')]), 'here\n');
}
const work = join(folder, 'work');
mkdirSync(work);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(HOSTILE)('is one word for sh: %j', text => {
  const bytes = pathBytes(text);
  const script = `printf '%s<end>' ${shellQuote(bytes)}`;
  const done = spawnSync('sh', { input: fromByteString(script) });
  expect(done.stdout.toString('latin1')).toBe(`${bytes}<end>`);
});

describe.each(SHELLS)('under $name', ({ words: shell }) => {
  test.each(HOSTILE)('the script arrives completely: %j', text => {
    const bytes = pathBytes(text);
    const command = shellCommand(`printf '%s<end>' ${shellQuote(bytes)}; exit 7`);
    expect(command).toMatch(/^[\x20-\x7e]*$/);
    const done = spawnSync(shell[0]!, [...shell.slice(1), command], { cwd: work, env });
    expect(done.stdout.toString('latin1')).toBe(`${bytes}<end>`);
    expect(done.status).toBe(7);
    expect(readdirSync(work)).toEqual([]);
  });

  test('the right file is read and the right pattern searched, whatever their names', async () => {
    const wrong: unknown[] = [];
    for (const name of HOSTILE) {
      const query = {
        ...EVERYTHING,
        exclude: [name.replaceAll('\n', ' ').replace(/[\udc80-\udcff]/g, '')],
        fixed: true,
      };
      const place = { kind: 'file', path: `${folder}/${name}/log`, glob: false } as const;
      const planned = planSource(query, place, GNU, { sudo: false });
      if (!planned.ok || !planned.plan.remote) throw new Error('not planned');
      const run = await runRemote(remoteCommand(planned.plan.remote), { shell, cwd: work, env });
      if (run.out !== 'here\n' || run.code !== 0 || run.report.messages.length > 0) wrong.push({ name, run });
    }
    expect(wrong).toEqual([]);
    expect(readdirSync(work)).toEqual([]);
  });
});

describe('a glob', () => {
  it('lists hostile names so that each file can be read by its listed path', async () => {
    const run = await runRemote(listCommand(`${folder}/*/log`, { sudo: false }), { cwd: work });
    expect(run.code).toBe(0);
    const listed = readListing(run.out);
    expect(listed.map(({ path }) => path).sort()).toEqual(
      HOSTILE.map(name => `${folder}/${name}/log`).sort(),
    );
    expect(new Set(listed.map(({ state }) => state))).toEqual(new Set(['readable']));
  });

  test.each([
    ["it'?", ["it's"]],
    ['[!-a-z]ack*', []],
    ['b[a]ck\\s*', ['back\\slash']],
    ['[$`]*touch pwn*', ['$(touch pwn)', '`touch pwn`']],
    ['%s%n%d', ['%s%n%d']],
    ['n[e]w\nline', ['new\nline']],
    ['{a,b}*', ['{a,b}']],
    ['bac[k]\\\\slash', ['back\\slash']],
    ['%s\\*n%*', []],
  ])('%j is literal except for its wildcards', async (glob, names) => {
    const run = await runRemote(listCommand(`${folder}/${glob}/log`, { sudo: false }), { cwd: work });
    expect(readListing(run.out).map(({ path }) => path)).toEqual(names.map(name => `${folder}/${name}/log`));
    expect(run.report.trouble?.kind).toBe(names.length > 0 ? undefined : 'missing');
    expect(readdirSync(work)).toEqual([]);
  });
});

test('a path that is not UTF-8 is preserved', () => {
  const bytes = '/\xff\xe9t\xc3\xa9\xc3(\xed\xb2\x80\xf0\x9f\x98\x80';
  expect(pathBytes(pathFromBytes(bytes))).toBe(bytes);
  expect(pathFromBytes('/\xc3\xa9')).toBe('/é');
});

test('a NUL byte is refused', () => {
  const place = { kind: 'file', path: '/a\0b', glob: false } as const;
  expect(planSource(EVERYTHING, place, GNU, { sudo: false })).toMatchObject({
    ok: false,
    refusal: { kind: 'config' },
  });
});
