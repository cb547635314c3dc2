import { setTimeout as sleep } from 'node:timers/promises';
import type { Fleet } from '../../helpers/fleet.ts';
import { type Running, startProgram } from '../../helpers/run.ts';

/** A relay process that is restarted whenever it was killed. */
export class RelayProcess {
  readonly #fleet: Fleet;
  readonly #args: readonly string[];
  #running: Running;
  #said = '';

  /** `entry`: the program that Node runs. */
  constructor(fleet: Fleet, entry: string, args: readonly string[]) {
    this.#fleet = fleet;
    this.#args = [entry, 'relay', ...args];
    this.#running = this.#start();
  }

  said(): string {
    return this.#said + this.#running.stderr().toString('utf8');
  }

  async killAndRestart(pauseMs: number): Promise<void> {
    this.#said = this.said();
    this.#running.kill('SIGKILL');
    await this.#running.done;
    await sleep(pauseMs);
    this.#running = this.#start();
  }

  async stopFor(ms: number): Promise<void> {
    this.#running.kill('SIGSTOP');
    await sleep(ms);
    this.#running.kill('SIGCONT');
  }

  end(): void {
    this.#running.kill('SIGCONT');
    this.#running.kill('SIGKILL');
  }

  #start(): Running {
    return startProgram(process.execPath, this.#args, { home: this.#fleet.client.home, limitMs: 3_600_000 });
  }
}
