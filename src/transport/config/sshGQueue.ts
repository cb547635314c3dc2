import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
  argumentsOf,
  parseSshSettings,
  runSshG,
  type SshGQuery,
  type SshSettings,
  unansweredError,
} from './sshG.ts';

/** Maximum number of simultaneous processes: they are short and CPU-bound. */
const PROCESSES = 4;

/** Maximum number of questions for one shell: the script is one argument. */
const MAX_BATCH = 256;

/** How long one of them may take. */
const PATIENCE_MS = 10_000;

interface Waiting {
  readonly query: SshGQuery;
  readonly resolve: (answer: SshSettings | null | Promise<SshSettings | null>) => void;
}

/**
 * Runs `ssh -G` for many hosts. Starting a process blocks this one for some milliseconds, so questions that wait
 * together are asked by one shell: some at the same time, each followed by others.
 */
export class SshGQueue {
  #waiting: Waiting[] = [];
  #running = 0;
  #planned = false;
  readonly #patienceMs: number;

  /** `patienceMs`: how long ssh may take for one question. */
  constructor(patienceMs = PATIENCE_MS) {
    this.#patienceMs = patienceMs;
  }

  /** Like `runSshG`. */
  ask(query: SshGQuery): Promise<SshSettings | null> {
    const answer = new Promise<SshSettings | null>(resolve => this.#waiting.push({ query, resolve }));
    if (!this.#planned) process.nextTick(() => this.#start());
    this.#planned = true;
    return answer;
  }

  #start(): void {
    this.#planned = false;
    const free = PROCESSES - this.#running;
    if (free === 0 || this.#waiting.length === 0) return;
    const batch = this.#waiting.splice(0, MAX_BATCH);
    const lanes = Array.from({ length: Math.min(free, batch.length) }, (_, lane) =>
      batch.filter((__, n) => n % free === lane),
    );
    this.#running += lanes.length;
    const ended = (): void => {
      this.#running--;
      this.#start();
    };
    const answers =
      batch.length > 1 ? askShell(lanes, this.#patienceMs) : lanes.map(lane => Promise.resolve(lane));
    lanes.forEach((_, lane) => void answers[lane]!.then(askAlone).finally(ended));
  }
}

/** A failure is explained by ssh itself, asked alone. */
const askAlone = async (unanswered: readonly Waiting[]): Promise<void> => {
  for (const { query, resolve } of unanswered) {
    const answer = runSshG(query);
    resolve(answer);
    await answer.catch(() => {});
  }
};

/** Asks all in one shell, several at a time; each lane resolves to its questions without an answer. */
const askShell = (
  batches: readonly (readonly Waiting[])[],
  patienceMs: number,
): readonly Promise<readonly Waiting[]>[] => {
  const mark = randomBytes(16).toString('hex');
  const lanes = batches.map(batch => new Lane(batch, mark));
  const { env } = batches[0]![0]!.query;
  const script = lanes.map((lane, at) => `{\n${lane.script}\n} >&${FIRST_PIPE + at} &`).join('\n');
  const shell = spawn('/bin/sh', ['-c', `${script}\nwait`], {
    env,
    stdio: ['ignore', 'ignore', 'ignore', ...lanes.map(() => 'pipe' as const)],
    detached: true,
  });
  let answers = 0;
  const giveUp = (before: number): void => {
    if (answers > before) return;
    for (const lane of lanes) lane.giveUp();
    killGroup(shell);
  };
  // After this process was stopped (^Z, a closed laptop), the timer fires before answers that have arrived are read.
  const patience = setTimeout(() => setImmediate(giveUp, answers), patienceMs);
  lanes.forEach((lane, at) => {
    const pipe = shell.stdio[FIRST_PIPE + at] as Readable;
    pipe.setEncoding('utf8').on('data', (chunk: string) => {
      if (!lane.take(chunk)) return;
      answers++;
      patience.refresh();
    });
  });
  const over = (): void => {
    clearTimeout(patience);
    for (const lane of lanes) lane.end();
  };
  shell.once('error', over).once('close', over);
  const all = lanes.map(({ unanswered }) => unanswered);
  void Promise.all(all).then(() => clearTimeout(patience));
  return all;
};

/** The descriptor of the first lane's output, after the standard ones. */
const FIRST_PIPE = 3;

/** Questions that are asked one after another. */
class Lane {
  readonly script: string;
  readonly unanswered: Promise<readonly Waiting[]>;
  readonly #mark: string;
  readonly #left: Waiting[];
  readonly #failed: Waiting[] = [];
  #text = '';
  #hasGivenUp = false;
  #done: (unanswered: readonly Waiting[]) => void = () => {};

  constructor(batch: readonly Waiting[], mark: string) {
    this.#left = [...batch];
    this.#mark = mark;
    this.script = batch.map(({ query }) => `${commandOf(query)}; echo "${mark} $?"`).join('\n');
    this.unanswered = new Promise(resolve => {
      this.#done = resolve;
    });
  }

  /** Takes output; returns true if it completed an answer. */
  take(chunk: string): boolean {
    // A late answer would be taken for that of the next question.
    if (this.#hasGivenUp) return false;
    this.#text += chunk;
    let answered = false;
    for (let at = this.#text.indexOf(this.#mark); at >= 0; at = this.#text.indexOf(this.#mark)) {
      const end = this.#text.indexOf('\n', at);
      if (end < 0) break;
      const asked = this.#left.shift()!;
      if (this.#text.slice(at + this.#mark.length, end).trim() === '0')
        asked.resolve(parseSshSettings(this.#text.slice(0, at)));
      else this.#failed.push(asked);
      this.#text = this.#text.slice(end + 1);
      answered = true;
    }
    if (this.#left.length === 0) this.end();
    return answered;
  }

  /** The question that is being asked will never be answered. */
  giveUp(): void {
    this.#hasGivenUp = true;
    const hanging = this.#left.shift();
    hanging?.resolve(Promise.reject(unansweredError(hanging.query)));
  }

  end(): void {
    this.#done([...this.#failed, ...this.#left]);
  }
}

/** A command that the configuration runs (`Match exec`) may hang. */
const killGroup = ({ pid }: ChildProcess): void => {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has already exited.
  }
};

const commandOf = (query: SshGQuery): string =>
  `${['ssh', ...argumentsOf(query)].map(quote).join(' ')} 2>/dev/null`;

const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
