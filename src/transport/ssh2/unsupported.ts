import { TroubleError } from '../../core/trouble.ts';
import { isGarbled } from '../config/tokens.ts';
import type { Hop } from '../hop.ts';
import { connectionTrouble } from '../troubles.ts';

interface Row {
  /** As ssh_config(5) spells it. */
  readonly keyword: string;
  /** Returns true if this value changes where or how we connect. */
  readonly matters: (value: string, hop: Hop) => boolean;
}

/** Keywords whose files and commands we cannot use if they are not UTF-8. */
const NAMED_FILES = [
  'IdentityFile',
  'CertificateFile',
  'IdentityAgent',
  'UserKnownHostsFile',
  'GlobalKnownHostsFile',
  'RevokedHostKeys',
  'KnownHostsCommand',
  'ProxyCommand',
];

const isOn = (value: string): boolean => /^(?:yes|true)$/.test(value);

/**
 * Keywords that decide where we connect to or from, and that this transport does not support. Those about keys are named in the messages
 * of failed logins.
 */
const ROWS: readonly Row[] = [
  { keyword: 'BindInterface', matters: value => value !== 'none' && value !== '' },
  { keyword: 'ProxyUseFdpass', matters: (value, hop) => isOn(value) && hop.proxyCommand !== null },
  ...NAMED_FILES.map(keyword => ({ keyword, matters: isGarbled })),
];

/**
 * Throws a TroubleError that names settings in ssh's configuration that the built-in client does not support.
 */
export const refuseUnsupported = (hop: Hop): void => {
  const asked = ROWS.flatMap(({ keyword, matters }) => {
    const values = hop.ssh.settings.get(keyword.toLowerCase()) ?? [];
    return values
      .filter(value => matters(value, hop))
      .map(value => `${keyword} ${value}${isGarbled(value) ? ' (not UTF-8)' : ''}`);
  });
  if (asked.length === 0) return;
  throw new TroubleError(
    connectionTrouble(
      'config',
      hop.name,
      `ssh's configuration has ${asked.join(' and ')}, which the built-in client does not support`,
      'use --transport openssh for this host',
    ),
  );
};
