import type { Login } from '../../core/target.ts';

/** An error for a jump host that is not of the form `[user@]host[:port]`. */
export class JumpListError extends Error {}

/**
 * Parses a ProxyJump value, tokens expanded: `[user@]host[:port]` or `ssh://[user@]host[:port]`, separated by
 * commas; `none` means no jump. The last `@` separates the user, as in ssh. Throws a JumpListError.
 */
export const parseJumpList = (value: string): Login[] =>
  value === 'none' || value === '' ? [] : value.split(',').map(part => parseJump(part.trim()));

const JUMP = /^(?:ssh:\/\/)?(?:(.+)@)?(\[[^\]\s]+\]|[^@:\s[\]]+|[^@\s:]*:[^@\s:]*:[^@\s]*?)(?::(\d+))?\/?$/;

const parseJump = (text: string): Login => {
  const [, user, host, port] = JUMP.exec(text) ?? [];
  if (host === undefined)
    throw new JumpListError(`ProxyJump ${JSON.stringify(text)} is not of the form [user@]host[:port]`);
  return {
    address: host.replace(/^\[(.*)\]$/, '$1'),
    port: port === undefined ? null : Number(port),
    user: user ?? null,
    identities: [],
    knownHosts: [],
  };
};
