import { prologue } from '../../pushdown/script/lifetime.ts';
import { asRoot, shellCommand } from '../../pushdown/script/quote.ts';
import type { Connection } from '../../transport/transport.ts';
import { runShortScript } from './remoteScript.ts';

/** For each connection, the same one with all scripts run as root; null where sudo does not let this user run a shell. */
const known = new WeakMap<Connection, Promise<Connection | null>>();

/** Returns a connection that runs scripts as root; null where the host's sudo allows single programs at most. */
export const rootConnection = (connection: Connection): Promise<Connection | null> => {
  const asked = known.get(connection) ?? ask(connection);
  known.set(connection, asked);
  return asked;
};

const ask = async (connection: Connection): Promise<Connection | null> => {
  const { output } = await runShortScript(connection, {
    command: shellCommand(`${prologue()}if sudo -n -- sh -c :; then echo yes; fi\nq 0\n`),
    log: 'sudo',
    signal: new AbortController().signal,
  });
  if (output.trim() !== 'yes') return null;
  return {
    host: connection.host,
    lost: connection.lost,
    exec: (command, options) => connection.exec(asRoot(command), options),
    close: () => connection.close(),
  };
};
