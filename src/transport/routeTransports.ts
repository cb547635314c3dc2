import type { Transport } from './transport.ts';

/** One transport that takes local hosts to `local` and all others to `ssh`. */
export const routeTransports = (local: Transport, ssh: Transport): Transport => ({
  connect: (host, signal) => (host.kind === 'local' ? local : ssh).connect(host, signal),
  onProgress: listener => {
    const stops = [local.onProgress(listener), ssh.onProgress(listener)];
    return () => {
      for (const stop of stops) stop();
    };
  },
  close: async () => {
    await Promise.all([local.close(), ssh.close()]);
  },
});
