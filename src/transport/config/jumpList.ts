import type { Login } from '../../core/target.ts';

/** Parses a ProxyJump value: `[user@]host[:port]` or `ssh://[user@]host[:port]`, separated by commas; `none` is no jump. */
export const parseJumpList = (value: string): Login[] =>
  value === 'none' || value === '' ? [] : value.split(',').map(part => parseJump(part.trim()));

const JUMP = /^(?:ssh:\/\/)?(?:(.*)@)?(\[[^\]]*\]|[^:]*|[^:]*:[^:]*:.*?)(?::(\d+))?\/?$/;

const parseJump = (text: string): Login => {
  const [, user, host, port] = JUMP.exec(text) ?? [];
  return {
    address: (host ?? text).replace(/^\[(.*)\]$/, '$1'),
    port: port === undefined ? null : Number(port),
    user: user ?? null,
    identities: [],
    knownHosts: [],
  };
};
