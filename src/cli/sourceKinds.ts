import { type LoadKind, registerKind } from '../session/sources/kinds.ts';

const syslog: LoadKind = async () => (await import('../syslog/syslogKind.ts')).syslogKind;

/** Kinds of sources that live above `session`, by scheme. Each is loaded when one is first read. */
const KINDS: Readonly<Record<string, LoadKind>> = {
  syslog,
  'syslog+tcp': syslog,
  'syslog+tls': syslog,
  'syslog+unix': syslog,
};

/** Makes them known to the session. */
export const registerSourceKinds = (): void => {
  for (const [scheme, load] of Object.entries(KINDS)) registerKind(scheme, load);
};
