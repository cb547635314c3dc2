import { execFile } from 'node:child_process';

/** What `ssh -G` says: keyword in lower case → its values, one per line. */
export type SshSettings = ReadonlyMap<string, readonly string[]>;

/** Parses the output of `ssh -G`. */
export const parseSshSettings = (output: string): SshSettings => {
  const settings = new Map<string, string[]>();
  for (const line of output.split('\n')) {
    const space = line.indexOf(' ');
    if (space <= 0) continue;
    const key = line.slice(0, space).toLowerCase();
    const values = settings.get(key) ?? [];
    values.push(line.slice(space + 1).trim());
    settings.set(key, values);
  }
  return settings;
};

export interface SshGQuery {
  readonly address: string;
  readonly user: string | null;
  readonly port: number | null;
  /** `-F`; null: ssh's own. */
  readonly configFile: string | null;
  readonly env: NodeJS.ProcessEnv;
}

/** ssh ran and rejected its configuration; the message is ssh's own. */
export class SshConfigError extends Error {}

/**
 * Runs `ssh -G`: exact for Include, Match and tokens. Null where there is no ssh to run.
 * Rejects with `SshConfigError` when ssh does not accept the configuration.
 */
export const runSshG = (query: SshGQuery): Promise<SshSettings | null> => {
  const args = ['-G'];
  if (query.configFile !== null) args.push('-F', query.configFile);
  if (query.user !== null) args.push('-l', query.user);
  if (query.port !== null) args.push('-p', String(query.port));
  args.push('--', query.address);
  return new Promise((resolve, reject) => {
    execFile('ssh', args, { env: query.env, timeout: 10_000 }, (error, stdout, stderr) => {
      if (error === null) resolve(parseSshSettings(stdout));
      else if ((error as NodeJS.ErrnoException).code === 'ENOENT') resolve(null);
      else reject(new SshConfigError(stderr.trim().split('\n')[0] || error.message));
    });
  });
};
