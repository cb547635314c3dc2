import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completionScript } from '../../../src/cli/completion/script.ts';
import { SHELLS } from '../../../src/cli/options/commands.ts';

const has = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

/** Lines as typed before Tab, and as they look after it. */
const CASES: readonly (readonly [string, string])[] = [
  ['rtail --connect-t', 'rtail --connect-timeout'],
  ['rtail --level w', 'rtail --level warn'],
  ['rtail --level=w', 'rtail --level=warn'],
  ['rtail -o j', 'rtail -o json'],
  ['rtail --follow=d', 'rtail --follow=descriptor'],
  ['rtail --no-fol', 'rtail --no-follow'],
  ['rtail --team sh', 'rtail --team shop'],
  ['rtail comp', 'rtail completion'],
  ['rtail completion f', 'rtail completion fish'],
  ['rtail web-01:a', 'rtail web-01:app'],
  ['rtail @web:s', 'rtail @web:sys'],
  ['rtail web-01 a', 'rtail web-01 app'],
  ['rtop -n 5 shop/web-02:s', 'rtop -n 5 shop/web-02:sys'],
  ['rtail --tee ./fol', 'rtail --tee ./folder'],
  ['rtail --config ./inven', 'rtail --config ./inventory.yaml'],
  ['rtail ./inven', 'rtail ./inventory.yaml'],
];

let folder: string;
let env: NodeJS.ProcessEnv;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rtail-completion-'));
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'folder'));
  writeFileSync(join(folder, 'inventory.yaml'), '');
  for (const shell of SHELLS) writeFileSync(join(folder, `completion.${shell}`), completionScript(shell));
  // Bundled, because it is started for every Tab.
  const bundle = join(folder, 'complete.mjs');
  buildSync({
    entryPoints: [join(import.meta.dirname, 'completeProgram.ts')],
    outfile: bundle,
    bundle: true,
    format: 'esm',
    platform: 'node',
  });
  for (const program of ['rtail', 'rtop']) {
    const file = join(folder, 'bin', program);
    writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${bundle}' "$@" </dev/null\n`);
    chmodSync(file, 0o755);
  }
  env = {
    PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
    HOME: folder,
    TERM: 'xterm',
    INPUTRC: '/dev/null',
    HISTFILE: '',
  };
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A shell on its own terminal, in which ^T appends the line being edited to a file and ^U clears it. */
class InteractiveShell {
  readonly #child: ChildProcess;
  readonly #file: string;

  constructor(command: string, name: string) {
    this.#file = join(folder, `lines.${name}`);
    writeFileSync(this.#file, '');
    this.#child = spawn('script', ['-qfec', command, '/dev/null'], {
      cwd: folder,
      env,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
  }

  /** Types something and returns the last line of the file once it has `count` lines. */
  async type(keys: string, count: number): Promise<string> {
    this.#child.stdin!.write(keys);
    for (;;) {
      const lines = readFileSync(this.#file, 'utf8').split('\n');
      if (lines.length > count) return lines[count - 1]!;
      await wait(20);
    }
  }

  end(): Promise<unknown> {
    const gone = new Promise(resolve => this.#child.once('exit', resolve));
    this.#child.stdin!.end('\x15\x04');
    this.#child.kill();
    return gone;
  }
}

const SET_UP = {
  bash: `source ./completion.bash; bind -x '"\\C-t": printf "%s\\n" "$READLINE_LINE" >>lines.bash'; echo ready >>lines.bash\n`,
  zsh: `bindkey -e; autoload -U compinit; compinit -u -D; source ./completion.zsh; note() { print -r -- "$BUFFER" >>lines.zsh }; zle -N note; bindkey "^T" note; echo ready >>lines.zsh\n`,
};
const COMMAND = { bash: 'bash --norc --noprofile -i', zsh: 'zsh -f -i' };

describe.each(['bash', 'zsh'] as const)('in %s', shell => {
  it.skipIf(!has(shell) || !has('script'))('Tab completes options, values, names and files', async () => {
    const session = new InteractiveShell(COMMAND[shell], shell);
    try {
      expect(await session.type(SET_UP[shell], 1)).toBe('ready');
      const completed: string[] = [];
      for (const [line] of CASES) {
        completed.push((await session.type(`${line}\t\x14`, completed.length + 2)).replace(/[ =/]$/, ''));
        session.type('\x15', 0);
      }
      expect(completed).toEqual(CASES.map(([, expected]) => expected));
    } finally {
      await session.end();
    }
  });
});

describe('in fish', () => {
  it.skipIf(!has('fish'))('Tab offers options, values, names and files', () => {
    const script = 'source completion.fish; for line in $argv; complete -C $line; echo; end';
    const lines = CASES.map(([line]) => line);
    const shown = execFileSync('fish', ['--no-config', '-c', script, ...lines], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    const offered = shown
      .split('\n\n')
      .map(rows => rows.split('\n').map(row => row.split('\t')[0]!.replace(/[=/]$/, '')));
    CASES.forEach(([line, expected], index) => {
      expect([line, offered[index]]).toEqual([line, expect.arrayContaining([expected.split(' ').at(-1)])]);
    });
  });
});
