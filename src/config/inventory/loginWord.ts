import { isHostAddress, isUserName } from '../../core/loginText.ts';
import type { Login } from '../../core/target.ts';

/** The parts of `[user@]host[:port]`. */
export interface LoginWord {
  readonly user: string | null;
  readonly host: string;
  readonly port: number | null;
}

/** `user@` (itself perhaps `name@domain`), then a host name or a bracketed IPv6 address, then `:port`. */
const LOGIN =
  /^(?:([^\s@:/]+(?:@[^\s@:/]+)*)@)?(?:\[([0-9A-Fa-f:.%\w-]*:[0-9A-Fa-f:.%\w-]*)\]|([^\s@:/[\]]+))(?::(\d{1,5}))?$/;

/** Parses `[user@]host[:port]` (`[::1]:2222` for IPv6); null if it is invalid. */
export const parseLoginWord = (text: string): LoginWord | null => {
  const match = LOGIN.exec(text);
  if (!match || text.startsWith('-')) return null;
  const port = match[4] === undefined ? null : Number(match[4]);
  if (port !== null && (port < 1 || port > 65535)) return null;
  const user = match[1] ?? null;
  const host = match[2] ?? match[3]!;
  return (user === null || isUserName(user)) && isHostAddress(host) ? { user, host, port } : null;
};

/** A syntax error in the text for `-J` or `jump:`. */
export class JumpSyntaxError extends Error {
  override readonly name = 'JumpSyntaxError';
}

/**
 * Parses jump hosts as in `ssh -J`: `[user@]host[:port]`, also as a URI (`ssh://…`), several separated by commas, the outermost first; `none` for
 * no jump. Throws a JumpSyntaxError.
 */
export const parseJump = (text: string): readonly Login[] => {
  if (text.trim() === 'none') return [];
  return text.split(',').map(part => {
    const login = parseLoginWord(
      part
        .trim()
        .replace(/^ssh:\/\//i, '')
        .replace(/\/$/, ''),
    );
    if (!login) {
      throw new JumpSyntaxError(
        `expected [user@]host[:port] without quotes, control characters or other special characters, found ${JSON.stringify(part.trim())}`,
      );
    }
    return { address: login.host, port: login.port, user: login.user, identities: [], knownHosts: [] };
  });
};
