import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fleet, fleetProblem, type HostOptions, startFleet } from '../helpers/fleet.ts';
import { rtail } from '../helpers/run.ts';
import { SAMPLES } from './samples.ts';

const problem = fleetProblem('namespaces');

/** Every login shell, with start-up files that print; and a host with only BusyBox's tools. */
const HOSTS: readonly (HostOptions & { name: string })[] = [
  ...(['bash', 'dash', 'zsh', 'fish', 'tcsh', 'ksh', 'busybox'] as const).map(shell => ({
    name: shell,
    shell,
    chatty: true,
  })),
  { name: 'bare', tools: 'busybox' },
];

/**
 * File names that a shell, tail or printf could misinterpret. In a SOURCE, `\` makes a glob character
 * literal.
 */
const NAMES: readonly { file: string; source?: string }[] = [
  { file: '$(touch pwn).log' },
  { file: '`touch pwn`.log' },
  { file: '; touch pwn;.log' },
  { file: 'new\nline.log' },
  { file: 'it\'s a "log".log' },
  { file: 'back\\slash.log' },
  { file: '%s%n%d.log' },
  { file: '!!.log' },
  { file: '#~{a,b}.log' },
  { file: 'star*.log', source: 'star\\*.log' },
  { file: 'what?[ab].log', source: 'what\\?\\[ab\\].log' },
  { file: 'café.log' },
  { file: '-n.log' },
];

/** Lines that are also patterns, used as literal text and, escaped, as regular expressions. */
const LINES = [
  '$(touch pwn)',
  '`touch pwn`',
  "'; touch pwn; '",
  '" || touch pwn || "',
  '-v',
  '--help',
  '-e x',
  '%s%n %d',
  '\\',
  '\\n\\0\\x41',
  'a\\',
  '!history !! !$',
  '*',
  '[a-z',
  '(((',
  '{1,2',
  '~root $HOME $PATH',
  'tab\there',
  'café',
  '#comment',
  '&& touch pwn &',
];

describe.skipIf(problem)(`every shell and hostile names${problem ? ` (skipped: ${problem})` : ''}`, () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await startFleet({ targets: HOSTS });
    for (const host of fleet.targets) {
      host.writeLog('hostile.log', SAMPLES['hostile']!);
      host.writeLog('lines.log', `${LINES.join('\n')}\n`);
      // A glob or a wrong split would find these instead.
      for (const decoy of ['starx.log', 'whatxa.log', 'new', 'line.log', 'n.log', '.log'])
        host.writeLog(decoy, 'decoy\n');
      for (const { file } of NAMES) host.writeLog(file, `in ${JSON.stringify(file)}\n`);
    }
  });
  afterAll(() => {
    const pwned = fleet.targets.filter(host => host.hasFile('pwn')).map(host => host.name);
    fleet.close();
    expect(pwned).toEqual([]);
  });

  const run = (host: string, ...args: string[]) =>
    rtail(['-o', 'raw', ...args, `${host}:/var/log/lines.log`], { home: fleet.client.home });

  describe.each(HOSTS)('$name', ({ name }) => {
    it('prints every byte of a hostile file', async () => {
      const { stdout, code } = await rtail(['-o', 'raw', '-n', '+1', `${name}:/var/log/hostile.log`], {
        home: fleet.client.home,
      });
      expect(stdout.equals(SAMPLES['hostile']!)).toBe(true);
      expect(code).toBe(0);
    });

    it('reads files with hostile names', async () => {
      const sources = NAMES.map(({ file, source = file }) => `${name}:/var/log/${source}`);
      const { stdout, stderr } = await rtail(['-o', 'raw', ...sources], { home: fleet.client.home });
      const expected = NAMES.map(({ file }) => `in ${JSON.stringify(file)}`);
      expect(stderr.toString()).toBe('');
      expect(stdout.toString().trim().split('\n').sort()).toEqual(expected.sort());
    });

    it('searches for hostile text', async () => {
      const [sought, ...others] = LINES;
      expect((await run(name, '--fixed', `--grep=${sought}`)).stdout.toString()).toBe(`${sought}\n`);
      const left = LINES.filter(line => !others.some(text => line.includes(text)));
      expect(left).toContain(sought);
      const { stdout } = await run(name, '--fixed', ...others.map(text => `--exclude=${text}`));
      expect(stdout.toString()).toBe(left.map(line => `${line}\n`).join(''));
    });

    it('searches for hostile patterns', async () => {
      const even = LINES.filter((_, i) => i % 2 === 0);
      const pattern = even.map(line => line.replace(/[$()*+?.{}[\]\\^|]/g, '\\$&')).join('|');
      const { stdout } = await run(name, '--grep', `^(${pattern})$`);
      expect(stdout.toString()).toBe(even.map(line => `${line}\n`).join(''));
    });
  });
});
