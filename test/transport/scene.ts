import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host, Login } from '../../src/core/target.ts';
import { type Trouble, TroubleError } from '../../src/core/trouble.ts';
import { createTransport, type TransportOptions } from '../../src/transport/createTransport.ts';
import type { Answer, Channel, ChannelEnd, Prompter, Question } from '../../src/transport/transport.ts';
import { connectionTrouble } from '../../src/transport/troubles.ts';
import type { Sshd, SshSandbox } from '../helpers/sshd.ts';

/** A login on a loopback server. */
export const loginAt = (server: { readonly port: number }, rest: Partial<Login> = {}): Login => ({
  address: '127.0.0.1',
  port: server.port,
  user: null,
  identities: [],
  knownHosts: [],
  ...rest,
});

export const hostAt = (name: string, server: { readonly port: number }, rest: Partial<Host> = {}): Host => ({
  ...loginAt(server),
  name,
  team: null,
  jump: [],
  kind: 'ssh',
  timezone: null,
  ...rest,
});

/** Answers from a script, and records the questions. */
export class ScriptedPrompter implements Prompter {
  readonly asked: Question[] = [];
  /** Maximum number of questions open at once. */
  atOnce = 0;
  private open = 0;
  private readonly script: (question: Question) => Answer | Promise<Answer>;

  constructor(script: (question: Question) => Answer | Promise<Answer>) {
    this.script = script;
  }

  async ask(question: Question): Promise<Answer> {
    this.asked.push(question);
    this.open += 1;
    this.atOnce = Math.max(this.atOnce, this.open);
    try {
      return await this.script(question);
    } finally {
      this.open -= 1;
    }
  }
}

/** As on a machine without a terminal. */
export const nobody: Prompter = {
  ask: question =>
    Promise.reject(new TroubleError(connectionTrouble('no-terminal', question.host, 'nobody to ask', null))),
};

/** A transport whose ssh sees nothing of the user's: HOME, agent and configuration are the sandbox's. */
export const transportIn = (box: SshSandbox, options: Partial<TransportOptions> = {}) =>
  createTransport({
    kind: 'ssh2',
    prompter: nobody,
    env: { PATH: process.env['PATH'], HOME: box.home },
    home: box.home,
    connectTimeoutMs: 10_000,
    concurrency: 50,
    sshConfigFile: configFile(box),
    debug: null,
    ...options,
  });

const configFile = (box: SshSandbox): string => {
  const file = join(box.dir, 'ssh_config');
  if (!existsSync(file)) {
    box.write(
      'ssh_config',
      `Host *\n  UserKnownHostsFile ${box.dir}/known_hosts\n  GlobalKnownHostsFile /dev/null\n`,
    );
  }
  return file;
};

/** Makes only these servers known. */
export const know = (box: SshSandbox, ...servers: Pick<Sshd, 'knownHostsLine'>[]): void => {
  box.write('known_hosts', servers.map(server => server.knownHostsLine).join(''));
};

export const knownHosts = (box: SshSandbox): string => readFileSync(join(box.dir, 'known_hosts'), 'utf8');

/** Reads a channel to its end. */
export const readAll = async (
  channel: Channel,
): Promise<{ stdout: string; stderr: string; end: ChannelEnd }> => {
  const [stdout, stderr] = await Promise.all([collect(channel.stdout), collect(channel.stderr)]);
  return { stdout, stderr, end: await channel.end };
};

const collect = async (stream: Channel['stdout']): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('latin1');
};

/** Returns the failure with which a promise is rejected. */
export const troubleOf = async (work: Promise<unknown>): Promise<Trouble> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof TroubleError) return error.trouble;
    throw error;
  }
  throw new Error('there was no trouble');
};
