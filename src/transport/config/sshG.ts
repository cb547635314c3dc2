import { execFile } from 'node:child_process';
import { TOKEN_QUERY } from './tokens.ts';

/** The output of `ssh -G`: keyword in lower case → its values, one per line. */
export type SshSettings = ReadonlyMap<string, readonly string[]>;

/** Parses the output of `ssh -G`. */
export const parseSshSettings = (output: string): SshSettings => {
  const settings = new Map<string, string[]>();
  for (const line of output.split('\n')) {
    const space = line.indexOf(' ');
    if (space <= 0) continue;
    const key = line.slice(0, space).toLowerCase();
    const values = settings.get(key) ?? [];
    values.push(line.slice(space + 1));
    settings.set(key, values);
  }
  return settings;
};

export interface SshGQuery {
  readonly address: string;
  readonly user: string | null;
  readonly port: number | null;
  /** How the host is reached: as the configuration says, directly, or through given jump hosts, of which this is the last. */
  readonly through: 'configured' | 'nothing' | { readonly jump: string };
  /** Ask for the values of ssh's tokens (`TOKEN_QUERY`) instead of the ControlPath. */
  readonly tokens?: boolean;
  /** `-F`; null: ssh's own. */
  readonly configFile: string | null;
  readonly env: NodeJS.ProcessEnv;
}

/** An error for a configuration that ssh rejected; the message is ssh's own. */
export class SshConfigError extends Error {}

/**
 * Runs `ssh -G`, which is exact for Include, Match and canonical names; for what it leaves unexpanded, see
 * `tokens.ts`. Null if ssh is not installed, or too old to support all tokens. Rejects with `SshConfigError` if ssh
 * rejects the configuration.
 */
export const runSshG = async (query: SshGQuery): Promise<SshSettings | null> => {
  const args = argumentsOf(query);
  try {
    return await run(args, query.env);
  } catch (error) {
    if (!(error instanceof SshConfigError)) throw error;
    const isOfTokens = /unknown key|percent_expand/.test(error.message);
    if (isOfTokens && query.tokens) return null;
    // Without a command, ssh refuses to go to the background (ForkAfterAuthentication), even with -G.
    if (/fork into background without a command/i.test(error.message))
      return run([...args, 'true'], query.env);
    // A ControlPath that ssh cannot expand does not concern us.
    if (isOfTokens || /ControlPath|vdollar/i.test(error.message))
      return run(['-S', 'none', ...args], query.env);
    throw error;
  }
};

/** Returns the error of `runSshG` for a query that ssh does not answer in time. */
export const unansweredError = (query: SshGQuery): SshConfigError =>
  new SshConfigError(`Command failed: ${['ssh', ...argumentsOf(query)].join(' ')}\n`);

/** Returns ssh's arguments for a query. */
export const argumentsOf = ({ address, user, port, through, configFile, tokens }: SshGQuery): string[] => {
  const args = tokens ? ['-S', TOKEN_QUERY, '-G'] : ['-G'];
  if (configFile !== null) args.push('-F', configFile);
  if (user !== null) args.push('-l', user);
  if (port !== null) args.push('-p', String(port));
  if (through !== 'configured') args.push('-o', `ProxyJump=${jumpText(through)}`);
  args.push('--', address);
  return args;
};

/**
 * Given jump hosts count as with `-J`: the configuration's ProxyJump, ProxyCommand and canonicalisation depend on
 * whether there is one, and ControlPath on the name of the last (`%j`).
 */
const jumpText = (through: Exclude<SshGQuery['through'], 'configured'>): string => {
  if (through === 'nothing') return 'none';
  return through.jump.includes(':') ? `[${through.jump}]` : through.jump;
};

const run = (args: readonly string[], env: NodeJS.ProcessEnv): Promise<SshSettings | null> =>
  new Promise((resolve, reject) => {
    execFile('ssh', args, { env, timeout: 10_000 }, (error, stdout, stderr) => {
      if (error === null) resolve(parseSshSettings(stdout));
      else if ((error as NodeJS.ErrnoException).code === 'ENOENT') resolve(null);
      else reject(new SshConfigError(firstLine(stderr) || error.message));
    });
  });

/** Returns the first relevant line: ssh also comments on its stdin. */
const firstLine = (stderr: string): string =>
  stderr
    .split('\n')
    .map(line => line.trim())
    .find(line => line !== '' && !line.startsWith('Pseudo-terminal')) ?? '';
