import { prologue } from '../../pushdown/script/lifetime.ts';
import { asRoot, shellCommand } from '../../pushdown/script/quote.ts';
import type { Connection } from '../../transport/transport.ts';
import { runShortScript } from './remoteScript.ts';

/**
 * Maps each connection to one that runs all scripts as root; null if sudo does not let this user run a shell.
 */
const known = new WeakMap<Connection, Promise<Connection | null>>();

/** Returns a connection that runs scripts as root; null if the host's sudo allows only single programs. */
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
