import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HOSTILE_FORMATS, type HostileFormat } from '../helpers/hostileFiles.ts';
import { type RunOptions, rtail, startOnTerminal } from '../helpers/run.ts';
import { createSandbox, type Sandbox } from '../helpers/sandbox.ts';

/** What people type in a folder that someone else has filled. */
const COMMANDS: readonly (readonly [title: string, args: readonly string[], program?: 'rtop'])[] = [
  ['list', ['list']],
  ['config', ['config']],
  ['check', ['check', 'h:/x']],
  ['--explain', ['--explain', 'h:/x']],
  ['a host', ['h:/x']],
  ['a file', ['./some.log']],
  ['standard input', ['-']],
  ['rtop', ['h:/x', './some.log'], 'rtop'],
  ['completion of operands', ['__complete', 'operands', '']],
  ['completion after --config', ['__complete', 'operands', '', '--config', 'FILE']],
];

/**
 * Where the user is when the files are found: a folder below `work`, which contains them, or a path to it.
 */
const PLACES = {
  'in the folder': 'work',
  'in a folder below it': 'work/project/src',
  'behind a link to it': 'link',
} as const;
type Place = keyof typeof PLACES;

const isFull = process.env['RTAIL_E2E'] === 'full';
/** Every run of the suite covers a few of the rows; `RTAIL_E2E=full` covers all of them. */
const STEP = isFull ? 1 : 17;
const ALL_ROWS = HOSTILE_FORMATS.flatMap(format =>
  (Object.keys(PLACES) as Place[]).flatMap(place =>
    COMMANDS.map(([command, args, program]) => ({
      title: `${format.title}, ${place}: ${command}`,
      ...{ format, place, command, args, program },
    })),
  ),
);
const ROWS = ALL_ROWS.filter((_, index) => index % STEP === 0);

interface Folder extends Disposable {
  readonly canary: string;
  readonly options: RunOptions;
  readonly named: string;
}

/** A folder of the user's own, in which someone else left these files. */
function hostileFolder(format: HostileFormat, place: Place = 'in the folder'): Folder {
  const sandbox: Sandbox = createSandbox();
  const canary = join(sandbox.dir, 'canary');
  const work = join(sandbox.dir, 'work');
  const cwd = join(sandbox.dir, PLACES[place]);
  mkdirSync(work);
  symlinkSync(work, join(sandbox.dir, 'link'));
  mkdirSync(cwd, { recursive: true });
  writeFileSync(join(cwd, 'some.log'), 'a line\n');
  for (const [name, text] of Object.entries(format.files)) {
    const path = join(work, name);
    mkdirSync(dirname(path), { recursive: true });
    if (text.startsWith('-> ')) symlinkSync(text.slice(3), path);
    else writeFileSync(path, text.replaceAll('CANARY', canary));
  }
  const options = { home: sandbox.home, cwd, stdin: Buffer.from('a line\n') };
  const named = join(work, Object.keys(format.files)[0]!);
  return { canary, options, named, [Symbol.dispose]: () => sandbox[Symbol.dispose]() };
}

/** Rows that ran, by command. */
const SAID = new Map<string, number>();

describe('a folder with a hostile configuration', () => {
  it.concurrent.each(ROWS)(
    'runs and writes nothing: $title',
    async ({ format, place, command, args, program }) => {
      using folder = hostileFolder(format, place);
      const words = args.map(word => (word === 'FILE' ? folder.named : word));
      const { stderr, signal } = await rtail(words, { ...folder.options, ...(program && { program }) });
      expect(signal).toBeNull();
      expect(existsSync(folder.canary)).toBe(false);
      SAID.set(command, (SAID.get(command) ?? 0) + 1);
      if (args[0] === '__complete') expect(stderr.toString()).toBe('');
      else {
        expect(stderr.toString()).toMatch(format.says);
        if (format.happens !== null)
          expect(stderr.toString()).toContain('to allow this, read the file and run: rt');
      }
    },
  );

  it.runIf(isFull)('was tried in every format, in every place and with every command', () => {
    const each = HOSTILE_FORMATS.length * Object.keys(PLACES).length;
    expect(Object.fromEntries(SAID)).toEqual(
      Object.fromEntries(COMMANDS.map(([command]) => [command, each])),
    );
    console.log(
      `hostile folders: ${HOSTILE_FORMATS.length} formats, ${each * COMMANDS.length} rows, nothing executed`,
    );
  });

  const HARMFUL = HOSTILE_FORMATS.filter(({ happens }) => happens !== null);
  it.concurrent.each(HARMFUL.filter((_, index) => isFull || index % 6 === 0 || index > HARMFUL.length - 3))(
    'does what it says once it is trusted: $title',
    async format => {
      using folder = hostileFolder(format);
      const trusted = await rtail(['trust'], folder.options);
      expect(trusted.stdout.toString()).toMatch(/^trusted in its current form: /);
      const args = format.happens === 'read' ? ['./some.log'] : ['check', 'h:/x'];
      const { stderr } = await rtail(args, folder.options);
      expect(stderr.toString()).not.toContain('ignored');
      expect(existsSync(folder.canary)).toBe(true);
    },
  );
});

describe('on a terminal', () => {
  const format = HOSTILE_FORMATS.find(({ title }) => title === '.rtailrc that extends a program')!;

  it('a no is remembered: the question is asked once, and nothing runs', async () => {
    using folder = hostileFolder(format);
    await using first = startOnTerminal(['list'], folder.options);
    await first.sees('Trust it in its current form (yes/no)?');
    first.type('maybe\r');
    await first.sees("Please type 'yes' or 'no'");
    first.type('no\r');
    const { stdout } = await first.done;
    expect(stdout.toString()).toContain('extends: runs the program');
    await using second = startOnTerminal(['list'], folder.options);
    expect((await second.done).stdout.toString()).toContain('you chose not to trust');
    expect(existsSync(folder.canary)).toBe(false);
  });

  it('a yes is remembered, and changed content is asked about again', async () => {
    using folder = hostileFolder(format);
    await using first = startOnTerminal(['list'], folder.options);
    await first.sees('Trust it in its current form (yes/no)?');
    first.type('yes\r');
    expect((await first.done).stdout.toString()).toMatch(/^ran /m);
    const second = await rtail(['list'], folder.options);
    expect([second.stderr.toString(), second.stdout.toString()]).toEqual([
      '',
      expect.stringMatching(/^ran /m),
    ]);
    writeFileSync(join(folder.options.cwd!, 'x.mjs'), 'export default {};\n');
    const third = await rtail(['list'], folder.options);
    expect(third.stderr.toString()).toContain('has changed since you trusted it');
  });

  it('rtop asks before it draws', async () => {
    using folder = hostileFolder(format);
    await using run = startOnTerminal([], { ...folder.options, program: 'rtop' });
    await run.sees('Trust it in its current form (yes/no)?');
    expect(run.stdout().toString()).not.toContain('\x1b[?1049h');
    run.type('no\r');
    await run.sees('\x1b[?1049h');
    expect(existsSync(folder.canary)).toBe(false);
  });

  it('reading a local file asks nothing', async () => {
    using folder = hostileFolder(format);
    await using run = startOnTerminal(['./some.log'], folder.options);
    expect((await run.done).stdout.toString()).toContain('a line');
  });
});

describe("no value becomes a line of ssh's configuration, not even one of the user's own inventory", () => {
  const LINE = '"\n  ProxyCommand touch CANARY\nMatch exec "touch CANARY"\n#';
  it.concurrent.each(['identity', 'knownHosts', 'user', 'address'])('%s', async key => {
    using sandbox = createSandbox();
    const canary = join(sandbox.dir, 'canary');
    const host = { address: '127.0.0.1', port: 1, [key]: `x${LINE.replaceAll('CANARY', canary)}` };
    const file = sandbox.write('inventory.json', JSON.stringify({ hosts: { h: host } }));
    const args = ['--config', file, '--transport', 'openssh', 'h:/x'];
    const { code, stderr } = await rtail(args, { home: sandbox.home });
    expect([code, stderr.toString()]).toEqual([2, expect.stringContaining(`inventory.json:1:`)]);
    expect(stderr.toString()).toMatch(
      new RegExp(`hosts\\.h\\.${key}: expected a .* no .*control characters`),
    );
    expect(existsSync(canary)).toBe(false);
  });
});

describe('files that others can write', () => {
  it.each<[title: string, spoil: (sandbox: Sandbox) => void, says: RegExp]>([
    [
      'the file can be written by anyone',
      ({ dir }) => chmodSync(join(dir, 'work/.rtailrc.js'), 0o666),
      /is writable by anyone \(mode 0666\)/,
    ],
    [
      'its folder can be written by anyone',
      ({ dir }) => chmodSync(join(dir, 'work'), 0o777),
      /work is writable by anyone \(mode 0777\)/,
    ],
  ])('%s: it cannot be trusted', async (_, spoil, says) => {
    using sandbox = createSandbox();
    const canary = join(sandbox.dir, 'canary');
    sandbox.write(
      'work/.rtailrc.js',
      `require('node:fs').writeFileSync('${canary}', ''); module.exports = {};`,
    );
    spoil(sandbox);
    const options = { home: sandbox.home, cwd: join(sandbox.dir, 'work') };
    const { stderr, code } = await rtail(['trust'], options);
    expect(stderr.toString()).toMatch(says);
    expect(code).toBe(2);
    expect((await rtail(['list'], options)).stderr.toString()).toMatch(says);
    expect(existsSync(canary)).toBe(false);
  });
});
