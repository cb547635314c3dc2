import type { Connection, Transport } from '../../src/transport/transport.ts';

/** Passes a transport's connections on, and counts the commands that they run. `change`: what they do in another way. */
export const countedCommands = (
  inner: Transport,
  change: (connection: Connection) => Partial<Connection> = () => ({}),
): { readonly transport: Transport; readonly commands: () => number } => {
  let commands = 0;
  const transport: Transport = {
    ...inner,
    connect: async (host, signal) => {
      const connection = await inner.connect(host, signal);
      const { openFile } = connection;
      return {
        host,
        lost: connection.lost,
        exec: (command, options) => {
          commands++;
          return connection.exec(command, options);
        },
        ...(openFile && { openFile: path => openFile(path) }),
        close: () => connection.close(),
        ...change(connection),
      };
    },
  };
  return { transport, commands: () => commands };
};
