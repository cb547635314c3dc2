import { readFileSync } from 'node:fs';
import { type HubUrl, parseHubUrl } from '../../../core/relay/hubUrl.ts';
import type { HubOptions } from '../../../relay/hub/client.ts';
import type { RedisOptions } from '../../request/request.ts';
import { UnusablePathError } from '../../terminal/unusablePath.ts';

/** Parses an argument like redis://… Throws an UnusablePathError. */
export const readHubUrl = (word: string): HubUrl => {
  const parsed = parseHubUrl(word);
  if (parsed.ok) return parsed.url;
  const shown = word.replace(/:[^/:@]*@/, ':***@');
  throw new UnusablePathError(`${shown}: expected ${parsed.expected}`);
};

/** Returns how to connect to a hub, with the login from options and environment. Throws an UnusablePathError. */
export const hubOptions = ({ address }: HubUrl, options: RedisOptions): HubOptions => {
  const { user, password, passwordFile, sentinelUser, sentinelPassword, sentinelPasswordFile } = options;
  const { ca, cert, key } = options;
  return {
    address: {
      ...address,
      user: address.user ?? user,
      password: address.password ?? firstLine('--redis-password-file', passwordFile) ?? password,
    },
    sentinelLogin: {
      user: sentinelUser,
      password: firstLine('--redis-sentinel-password-file', sentinelPasswordFile) ?? sentinelPassword,
    },
    ...{ ca, cert, key },
  };
};

const firstLine = (option: string, file: string | null): string | null => {
  if (file === null) return null;
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/)[0]!;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UnusablePathError(`${option}: ${file} cannot be read: ${why}`, { cause: error });
  }
};
