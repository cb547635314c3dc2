import { type LoadKind, registerKind } from '../session/sources/kinds.ts';
import { HubLogins } from './commands/relay/hubLogins.ts';
import { hubOptions } from './commands/relay/hubOptions.ts';
import type { Request } from './request/request.ts';

const syslog: LoadKind = async () => (await import('../syslog/syslogKind.ts')).syslogKind;

/** Returns the kinds of sources in folders above `session`, by scheme. Each is loaded on first use. */
const kindsFor = ({ redis }: Pick<Request, 'redis'>): Readonly<Record<string, LoadKind>> => {
  let relay: ReturnType<LoadKind> | null = null;
  const logins = new HubLogins();
  // Shared by all schemes: a process has a single reader per hub.
  const loadRelay: LoadKind = () => {
    relay ??= import('../relay/read/relayKind.ts').then(({ createRelayKind }) =>
      createRelayKind(url => hubOptions({ ...url, address: logins.complete(url.address) }, redis)),
    );
    return relay;
  };
  return {
    redis: loadRelay,
    rediss: loadRelay,
    'redis+sentinel': loadRelay,
    'rediss+sentinel': loadRelay,
    syslog,
    'syslog+tcp': syslog,
    'syslog+tls': syslog,
    'syslog+unix': syslog,
  };
};

/** Registers them with the session. */
export const registerSourceKinds = (request: Pick<Request, 'redis'>): void => {
  for (const [scheme, load] of Object.entries(kindsFor(request))) registerKind(scheme, load);
};
