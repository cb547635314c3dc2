import { execFile } from 'node:child_process';
import { TroubleError } from '../../core/trouble.ts';
import { expandTokens } from '../config/tokens.ts';
import type { Hop } from '../hop.ts';
import { connectionTrouble } from '../troubles.ts';
import { fingerprint, type HostKey } from './check.ts';
import { type KnownHostEntry, parseKnownHosts } from './entry.ts';

const PATIENCE_MS = 10_000;

/**
 * Runs the hop's KnownHostsCommand like ssh: without a shell, for the order of key types (`key` null) or for
 * a presented key. Rejects with a TroubleError if the command fails.
 */
export const knownFromCommand = async (
  hop: Hop,
  name: string,
  key: HostKey | null,
  env: NodeJS.ProcessEnv,
): Promise<KnownHostEntry[]> => {
  if (hop.knownHostsCommand === null) return [];
  const tokens = new Map([
    ...hop.ssh.tokens,
    ['H', name],
    ['I', key === null ? 'ORDER' : 'HOSTNAME'],
    ['t', key?.type ?? 'NONE'],
    ['f', key === null ? 'NONE' : fingerprint(key.blob)],
    ['K', key?.blob.toString('base64') ?? 'NONE'],
  ]);
  const [program, ...args] = words(hop.knownHostsCommand).map(word =>
    expandTokens('KnownHostsCommand', word, tokens, env),
  );
  // Like ssh, which runs no program from the working directory or PATH.
  if (!program?.startsWith('/')) return [];
  const output = await new Promise<string>((resolve, reject) => {
    execFile(program, args, { env, timeout: PATIENCE_MS }, (error, stdout) =>
      error ? reject(failed(hop, error.message)) : resolve(stdout),
    );
  });
  return parseKnownHosts(output, 'KnownHostsCommand');
};

const failed = (hop: Hop, why: string): TroubleError =>
  new TroubleError(
    connectionTrouble(
      'host-key-unknown',
      hop.name,
      `its host key cannot be checked: KnownHostsCommand failed (${why.trim().split('\n')[0]})`,
      'like ssh, rtail then trusts no host: run the command by hand to see why',
    ),
  );

/** Splits a command line into words; double and single quotes protect spaces. */
const words = (line: string): string[] =>
  [...line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'),
  );
