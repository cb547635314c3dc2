/**
 * Keywords that would change what `ssh -M`, `ssh -W` or a command over a shared connection do, with values under which they change nothing.
 * The user's configuration may have any of them, under `Host *` even.
 */
const NEUTRAL: readonly (readonly [keyword: string, value: string])[] = [
  ['ClearAllForwardings', 'yes'],
  ['ConnectTimeout', 'none'],
  ['ControlPersist', 'no'],
  ['EscapeChar', 'none'],
  ['ExitOnForwardFailure', 'no'],
  ['ForkAfterAuthentication', 'no'],
  ['ForwardAgent', 'no'],
  ['ForwardX11', 'no'],
  ['LogVerbose', 'none'],
  ['PermitLocalCommand', 'no'],
  ['RemoteCommand', 'none'],
  ['RequestTTY', 'no'],
  ['SessionType', 'default'],
  ['StdinNull', 'no'],
  ['Tunnel', 'no'],
  ['UpdateHostKeys', 'no'],
  ['VisualHostKey', 'no'],
];

/** Keywords that `ssh -G` leaves out of its list while they have no value. */
const UNLISTED: ReadonlySet<string> = new Set(['remotecommand']);

/** The lines that make them so. `known`: what this ssh knows, in lower case; an older one would end at the others. Empty: all are taken. */
export const neutralLines = (known: ReadonlySet<string>): string[] =>
  NEUTRAL.filter(([keyword]) => {
    const name = keyword.toLowerCase();
    return known.size === 0 || known.has(name) || UNLISTED.has(name);
  }).map(([keyword, value]) => `  ${keyword} ${value}`);
