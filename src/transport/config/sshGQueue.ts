import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { argumentsOf, parseSshSettings, runSshG, type SshGQuery, type SshSettings } from './sshG.ts';

/** Maximum number of simultaneous processes: they are short and CPU-bound. */
const PROCESSES = 4;

/** Maximum number of questions for one shell: the script is one argument. */
const MAX_BATCH = 64;

/** How long one of them may take. */
const PATIENCE_MS = 10_000;

interface Waiting {
  readonly query: SshGQuery;
  readonly resolve: (answer: SshSettings | null | Promise<SshSettings | null>) => void;
}

/**
 * Runs `ssh -G` for many hosts. Starting a process blocks this one for some milliseconds, so questions that wait
 * together are asked by few shells, each of which runs ssh for one host after another.
 */
export class SshGQueue {
  #waiting: Waiting[] = [];
  #running = 0;
  #planned = false;

  /** Like `runSshG`. */
  ask(query: SshGQuery): Promise<SshSettings | null> {
    const answer = new Promise<SshSettings | null>(resolve => this.#waiting.push({ query, resolve }));
    if (!this.#planned) process.nextTick(() => this.#start());
    this.#planned = true;
    return answer;
  }

  #start(): void {
    this.#planned = false;
    while (this.#running < PROCESSES && this.#waiting.length > 0) {
      const share = Math.ceil(this.#waiting.length / (PROCESSES - this.#running));
      const batch = this.#waiting.splice(0, Math.min(share, MAX_BATCH));
      this.#running++;
      void askAll(batch).finally(() => {
        this.#running--;
        this.#start();
      });
    }
  }
}

const askAll = async (batch: readonly Waiting[]): Promise<void> => {
  const [first, ...more] = batch;
  const unanswered = more.length > 0 ? await askShell(batch) : batch;
  // A failure is explained by ssh itself, asked alone.
  for (const { query, resolve } of first === undefined ? [] : unanswered) {
    const answer = runSshG(query);
    resolve(answer);
    await answer.catch(() => {});
  }
};

/** Asks all in one shell; returns those without an answer. */
const askShell = (batch: readonly Waiting[]): Promise<readonly Waiting[]> =>
  new Promise(done => {
    const mark = randomBytes(16).toString('hex');
    const script = batch.map(({ query }) => `${commandOf(query)}; echo "${mark} $?"`).join('\n');
    const { env } = batch[0]!.query;
    const stdio = ['ignore', 'pipe', 'ignore'] as const;
    const shell = spawn('/bin/sh', ['-c', script], { env, stdio: [...stdio], detached: true });
    const left = [...batch];
    const failed: Waiting[] = [];
    let text = '';
    const take = (chunk: string): void => {
      text += chunk;
      for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark)) {
        const end = text.indexOf('\n', at);
        if (end < 0) return;
        const asked = left.shift()!;
        if (text.slice(at + mark.length, end).trim() === '0')
          asked.resolve(parseSshSettings(text.slice(0, at)));
        else failed.push(asked);
        text = text.slice(end + 1);
        patience.refresh();
      }
    };
    const patience = setTimeout(() => killGroup(shell), PATIENCE_MS);
    const over = (): void => {
      clearTimeout(patience);
      done([...failed, ...left]);
    };
    shell.stdout.setEncoding('utf8').on('data', take);
    shell.once('error', over).once('close', over);
  });

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
