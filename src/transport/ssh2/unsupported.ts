import { TroubleError } from '../../core/trouble.ts';
import type { Hop } from '../hop.ts';
import { connectionTrouble } from '../troubles.ts';

interface Row {
  /** As ssh_config(5) spells it. */
  readonly keyword: string;
  /** Whether this value changes where or over what we connect. */
  readonly matters: (value: string, hop: Hop) => boolean;
}

const isOn = (value: string): boolean => /^(?:yes|true)$/.test(value);

/** Keywords that decide where we connect to or from, and that this transport does not have. Those about keys are in messages of failed logins. */
const ROWS: readonly Row[] = [
  { keyword: 'BindInterface', matters: value => value !== 'none' && value !== '' },
  { keyword: 'ProxyUseFdpass', matters: (value, hop) => isOn(value) && hop.proxyCommand !== null },
];

/** Throws a TroubleError that names what ssh's configuration asks for and the built-in client cannot do. */
export const refuseUnsupported = (hop: Hop): void => {
  const asked = ROWS.flatMap(({ keyword, matters }) => {
    const value = hop.ssh.settings.get(keyword.toLowerCase())?.[0];
    return value !== undefined && matters(value, hop) ? [`${keyword} ${value}`] : [];
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
