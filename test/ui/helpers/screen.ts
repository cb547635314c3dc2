import { PassThrough, Writable } from 'node:stream';
import { runScreen, type ScreenEnd, type ScreenOptions } from '../../../src/ui/runScreen.ts';
import { createEmulator, type Emulator } from './emulator.ts';
import type { ScriptedSession } from './feed.ts';
import { typed } from './typed.ts';

/** A terminal's two streams, connected to an emulator. */
export class FakeTerminal {
  readonly emulator: Emulator;
  readonly stdin: PassThrough & { isTTY: boolean; raw: boolean; setRawMode(raw: boolean): void };
  readonly stdout: Writable & { columns: number; rows: number };
  /** Everything written, for details that an emulator does not show. */
  written = '';
  /** While true, the terminal accepts nothing, as after ^S. */
  stalled = false;
  #held: (() => void)[] = [];

  constructor(columns: number, rows: number) {
    this.emulator = createEmulator(columns, rows);
    const stdin = new PassThrough() as unknown as FakeTerminal['stdin'];
    stdin.isTTY = true;
    stdin.raw = false;
    stdin.setRawMode = raw => {
      stdin.raw = raw;
    };
    this.stdin = stdin;
    const write = (chunk: Buffer, done: () => void): void => {
      this.written += chunk.toString();
      void this.emulator.write(chunk.toString()).then(() => (this.stalled ? this.#held.push(done) : done()));
    };
    this.stdout = Object.assign(new Writable({ write: (chunk, _encoding, done) => write(chunk, done) }), {
      columns,
      rows,
    });
  }

  resize(columns: number, rows: number): void {
    this.emulator.resize(columns, rows);
    this.stdout.columns = columns;
    this.stdout.rows = rows;
    this.stdout.emit('resize');
  }

  goOn(): void {
    this.stalled = false;
    for (const done of this.#held.splice(0)) done();
  }
}

/** The screen in a terminal emulator, driven by keys. */
export interface TestScreen {
  readonly terminal: FakeTerminal;
  readonly ended: Promise<ScreenEnd>;
  /** Sends keys: each string is typed character by character, or is the name of a key. */
  press(...keys: string[]): Promise<void>;
  /** Waits until what has happened is on the screen. */
  settle(): Promise<void>;
  lines(): string[];
  text(): string;
  close(): Promise<void>;
}

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

export const openScreen = async (
  script: ScriptedSession,
  columns: number,
  rows: number,
  options: Partial<ScreenOptions> = {},
): Promise<TestScreen> => {
  const terminal = new FakeTerminal(columns, rows);
  const ended = runScreen({
    session: script.session,
    lists: { hosts: [], groups: [], recent: [] },
    stdin: terminal.stdin,
    stdout: terminal.stdout,
    env: { TERM: 'xterm-256color', COLORTERM: 'truecolor', LANG: 'C.UTF-8' },
    now: () => script.clock.now,
    zone: () => 0,
    ...options,
  });
  let failure: unknown = null;
  ended.catch(error => {
    failure = error;
  });
  const settle = async (): Promise<void> => {
    if (failure !== null) throw failure;
    for (let i = 0; i < 3; i++) {
      terminal.stdout.emit('resize');
      for (let j = 0; j < 4; j++) await turn();
      await terminal.emulator.write('');
    }
  };
  const screen: TestScreen = {
    terminal,
    ended,
    settle,
    async press(...keys) {
      for (const key of keys) {
        terminal.stdin.write(typed(key));
        await settle();
      }
    },
    lines: () => terminal.emulator.lines(),
    text: () => terminal.emulator.lines().join('\n'),
    async close() {
      terminal.stdin.write('\x03Q');
      await ended.catch(() => {});
      terminal.emulator.dispose();
    },
  };
  while (!terminal.written.includes('\x1b[?1049h')) await new Promise(resolve => setTimeout(resolve, 5));
  await settle();
  return screen;
};
