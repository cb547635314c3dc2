import type { Transport } from './transport.ts';

/** Combines two transports: local hosts use `local`, all others `ssh`. */
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
