import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { type Trouble, TroubleError } from '../../core/trouble.ts';
import { QuestionCount } from '../auth/serverQuestions.ts';
import type { Attempt, Connect } from '../pool/dialler.ts';
import { keepaliveFor } from '../pool/keepalive.ts';
import type { Question } from '../transport.ts';
import { connectionTrouble, withKeys } from '../troubles.ts';
import { askpassQuestion } from './askpassQuestion.ts';
import { clientConfig, loginArguments, throughJump } from './clientConfig.ts';
import { OpensshLink } from './link.ts';
import { LoginTrace } from './loginTrace.ts';
import { Master } from './master.ts';
import { forwardFailure, keyNotes, sshFailure, unknownKeyTrouble } from './sshTrouble.ts';
import { Workspace } from './workspace.ts';

export interface OpensshOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  readonly sshConfigFile: string | null;
  readonly debug: ((line: string) => void) | null;
}

/** Connects with the system's ssh. `close` removes its files after the connections are closed. */
export const opensshConnect = (
  options: OpensshOptions,
): { readonly connect: Connect<OpensshLink>; readonly close: () => Promise<void> } => {
  let workspace: Promise<Workspace> | null = null;
  return {
    connect: async attempt => {
      workspace ??= Workspace.create();
      return startMaster(attempt, await workspace, options);
    },
    close: async () => (await workspace)?.remove(),
  };
};

const startMaster = async (
  attempt: Attempt<OpensshLink>,
  workspace: Workspace,
  options: OpensshOptions,
): Promise<OpensshLink> => {
  const { hop, via, role, signal } = attempt;
  const { config, control } = workspace.next();
  const keepalive = keepaliveFor(hop, role);
  writeFileSync(
    config,
    clientConfig({
      hop,
      controlPath: control,
      proxyCommand: via === null ? null : throughJump(via.configFile, via.hop, hop),
      inherited: inherited(options),
      keepalive,
    }),
    { mode: 0o600, encoding: 'latin1' },
  );
  const mark = via?.master.mark ?? 0;
  // An unanswered prompt does not stop ssh: it would just ask again.
  const questions = new LoginQuestions(attempt, () => void master.close());
  const login = workspace.askpass.register(prompt => questions.reply(prompt));
  const env = workspace.environment(options.env, login.name);
  const trace = new LoginTrace(attempt);
  const master = new Master({
    args: loginArguments(config, hop),
    controlPath: control,
    env,
    trace,
    debug: line => options.debug?.(`${hop.name}: ${line}`),
  });
  try {
    if (await master.ready(signal))
      return new OpensshLink({ hop, master, configFile: config, env, keepalive });
    throw questions.trouble === null
      ? failure(attempt, { stderr: master.stderr, trace, jumpSaid: via?.master.saidSince(mark) ?? '' })
      : new TroubleError(
          questions.isOfHostKey
            ? unknownKeyTrouble(questions.trouble, hop, trace)
            : withTrace(questions.trouble, trace),
        );
  } catch (error) {
    void master.close();
    throw error;
  } finally {
    void master.ended.then(() => {
      login.stop();
      // Without it, an ssh that starts too late fails; with it, it would silently log in itself.
      rmSync(config, { force: true });
    });
  }
};

/**
 * `jumpSaid`: what the jump host's ssh printed in the meantime, including the reason for a refused
 * forwarding.
 */
const failure = (
  { hop, via }: Attempt<OpensshLink>,
  {
    stderr,
    trace,
    jumpSaid,
  }: { readonly stderr: string; readonly trace: LoginTrace; readonly jumpSaid: string },
): TroubleError => {
  if (!/ssh: (?:not found|command not found)|: ssh: not found/.test(stderr)) {
    const refused = via !== null && /Stdio forwarding request failed/.test(stderr);
    return refused ? forwardFailure(hop, via.hop, jumpSaid) : sshFailure(hop, stderr, trace);
  }
  const message = 'there is no ssh on this machine for --transport openssh';
  return new TroubleError(
    connectionTrouble('config', hop.name, message, 'install it, or use --transport ssh2'),
  );
};

/** ssh reads the user's file, then the system's; with `-F`, that file only. */
const inherited = ({ home, sshConfigFile }: OpensshOptions): string[] => {
  if (sshConfigFile !== null) return [textOf(sshConfigFile)];
  const own = textOf(join(home, '.ssh/config'));
  return home === userInfo().homedir ? [own, atSystem(textOf(SYSTEM_CONFIG))] : [own];
};

const SYSTEM_CONFIG = '/etc/ssh/ssh_config';

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
};

/** Relative paths of an Include in the system's configuration are in its folder, not in `~/.ssh`. */
const atSystem = (text: string): string =>
  text.replace(/^(\s*include\s*[\s=]\s*)(.*)$/gim, (_, keyword: string, files: string) => {
    const absolute = files.replace(/"[^"]*"|[^\s"]+/g, word =>
      /^"?[/~]/.test(word) ? word : word.replace(/^("?)/, `$1${dirname(SYSTEM_CONFIG)}/`),
    );
    return keyword + absolute;
  });

/** The questions of one login; remembers why one could not be answered. */
class LoginQuestions {
  trouble: Trouble | null = null;
  /** True if nobody could be asked about the host's key. */
  isOfHostKey = false;
  readonly #attempt: Attempt<OpensshLink>;
  readonly #giveUp: () => void;
  readonly #asked = new Set<string>();
  readonly #count: QuestionCount;
  #isOver = false;

  /** `giveUp` ends the login. */
  constructor(attempt: Attempt<OpensshLink>, giveUp: () => void) {
    this.#attempt = attempt;
    this.#count = new QuestionCount(attempt.hop.name);
    this.#giveUp = giveUp;
  }

  async reply(prompt: string): Promise<readonly string[] | null> {
    // ssh may ask once more before it ends.
    if (this.#isOver) return null;
    const { hop, ask } = this.#attempt;
    const question = askpassQuestion(hop, prompt, this.#asked.has(prompt));
    this.#asked.add(prompt);
    try {
      this.#count.add(1);
      const answer = await ask(question);
      if (answer === null) this.#fail(declined(question));
      return question.kind === 'host-key' ? [answer?.[0] === 'yes' ? 'yes' : 'no'] : answer;
    } catch (error) {
      if (!(error instanceof TroubleError)) return null;
      this.isOfHostKey = question.kind === 'host-key' && error.trouble.kind === 'no-terminal';
      // Without a passphrase, ssh continues with the next key; any other question it would just repeat.
      if (question.kind === 'passphrase') this.trouble = error.trouble;
      else this.#fail(error.trouble);
      return null;
    }
  }

  #fail(trouble: Trouble | null): void {
    if (trouble === null) return;
    this.trouble = trouble;
    this.#isOver = true;
    this.#giveUp();
  }
}

/** Adds what ssh had tried before it had to ask but could not. */
const withTrace = (trouble: Trouble, trace: LoginTrace): Trouble =>
  trouble.kind === 'no-terminal' ? withKeys(trouble, trace.keys, keyNotes(trace)) : trouble;

/** A key without its passphrase is simply skipped. */
const declined = (question: Question): Trouble | null =>
  question.kind === 'passphrase'
    ? null
    : connectionTrouble('cancelled', question.host, 'the login was cancelled', null);
