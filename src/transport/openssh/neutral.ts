/**
 * Keywords that would change what `ssh -M`, `ssh -W` or a command over a shared connection do, with neutral
 * values. The user's configuration may contain any of them, even under `Host *`.
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

/** Keywords that `ssh -G` omits while they have no value. */
const UNLISTED: ReadonlySet<string> = new Set(['remotecommand']);

/**
 * Returns the lines that neutralise them. `known`: keywords that this ssh supports, in lower case; an older
 * one would fail on the others. Empty: all are used.
 */
export const neutralLines = (known: ReadonlySet<string>): string[] =>
  NEUTRAL.filter(([keyword]) => {
    const name = keyword.toLowerCase();
    return known.size === 0 || known.has(name) || UNLISTED.has(name);
  }).map(([keyword, value]) => `  ${keyword} ${value}`);
