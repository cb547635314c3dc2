import { type ByteString, toByteString } from '../../core/bytes.ts';
import type { Plan } from '../../pushdown/plan.ts';
import { type FirstLines, type GuessedRead, isSameRead, readFirst } from '../../pushdown/probes/firstRead.ts';
import type { RemotePlan } from '../../pushdown/script/script.ts';
import type { Connection } from '../../transport/transport.ts';
import { runScript, type ScriptEnd, type ScriptRun, tooLong } from './remoteScript.ts';

/** Who receives what a script prints. */
export type Receiver = Pick<ScriptRun, 'output' | 'report' | 'message'>;

/** A script that probes a host and then reads: a plan, or null for anything else. */
export interface ProbingScript extends Pick<GuessedRead, 'command'> {
  readonly remote: RemotePlan | null;
  readonly brief?: Plan | null;
}

/** What a probe found out: its output, and how its script ended if it has. */
export interface Probed {
  readonly output: ByteString;
  readonly end: ScriptEnd | null;
}

/** Maximum output of a probe in bytes. */
const MAX_PROBE = 64 * 1024;

/**
 * A read that starts in the same channel as the probe of its host, if the host has the tools that were guessed. What it
 * reads waits until `receive` is called.
 */
export class FirstRead {
  readonly #discarded = new AbortController();
  readonly #script: ProbingScript;
  readonly #log: string;
  readonly signal: AbortSignal;
  #running: Promise<ScriptEnd> | null = null;
  #reads = false;
  #receiver: Receiver | null = null;
  readonly #waiting: ((receiver: Receiver) => void)[] = [];

  /** `log`: what the script's reports are about. The signal ends the read, and the probe with it. */
  constructor(script: ProbingScript, log: string, signal: AbortSignal) {
    this.#script = script;
    this.#log = log;
    this.signal = signal;
  }

  /** True if the host is executing this plan. */
  runs(plan: RemotePlan): boolean {
    const { remote } = this.#script;
    return this.#reads && remote !== null && isSameRead(plan, remote);
  }

  /** The plan if the script examines only what it depends on; otherwise null. */
  get brief(): Plan | null {
    return this.#script.brief ?? null;
  }

  /** True if the host is reading. */
  get reads(): boolean {
    return this.#reads;
  }

  /** Starts the script; resolves when the probe is done, or the script has ended. */
  async probe(connection: Connection, signal: AbortSignal): Promise<Probed> {
    const first = Promise.withResolvers<FirstLines>();
    let received: Buffer = Buffer.alloc(0);
    let found = false;
    this.#running = runScript(connection, {
      command: this.#script.command,
      log: this.#log,
      signal: AbortSignal.any([signal, this.signal, this.#discarded.signal]),
      output: chunk => {
        if (found) return this.#pass(receiver => receiver.output(chunk));
        received = Buffer.concat([received, chunk]);
        const lines = readFirst(received);
        if (lines === null) {
          if (received.length > MAX_PROBE) throw tooLong(connection.host.name);
          return undefined;
        }
        found = true;
        this.#reads = lines.reads;
        first.resolve(lines);
        return lines.rest.length === 0 ? undefined : this.#pass(receiver => receiver.output(lines.rest));
      },
      report: report => void this.#pass(receiver => receiver.report?.(report)),
      message: line => void this.#pass(receiver => receiver.message?.(line)),
    });
    const ended = this.#running.then(end => ({ output: toByteString(received), end }));
    return Promise.race([first.promise.then(({ probe }) => ({ output: probe, end: null })), ended]);
  }

  /** Takes what is read from now on, and what is waiting; resolves when the script has ended. */
  receive(receiver: Receiver): Promise<ScriptEnd> {
    if (this.#running === null) throw new TypeError('received before it was probed');
    this.#receiver = receiver;
    for (const pass of this.#waiting.splice(0)) pass(receiver);
    return this.#running;
  }

  /** Ends the script if nobody receives what it reads. */
  discard(): void {
    if (this.#receiver === null) this.#discarded.abort();
  }

  #pass(give: (receiver: Receiver) => void | Promise<void>): void | Promise<void> {
    if (this.#receiver !== null) return give(this.#receiver);
    return new Promise((resolve, reject) => {
      this.#waiting.push(receiver => {
        try {
          resolve(give(receiver));
        } catch (error) {
          reject(error);
        }
      });
    });
  }
}
