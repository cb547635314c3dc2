import type { LogPlace } from '../../core/target.ts';
import { type Trouble, TroubleError } from '../../core/trouble.ts';
import type { SourceKind } from './contract.ts';

/** Loads a kind of source on first use. */
export type LoadKind = () => Promise<SourceKind>;

/** Kinds by scheme; `cli/sourceKinds.ts` adds those in folders above `session` with `registerKind`. */
const registered = new Map<string, LoadKind>([
  ['journal', async () => (await import('./journal/journalKind.ts')).journalKind],
  ['docker', async () => (await import('./containers/containerKind.ts')).containerKind],
  ['podman', async () => (await import('./containers/containerKind.ts')).containerKind],
  ['kubernetes', async () => (await import('./kubernetes/kubernetesKind.ts')).kubernetesKind],
]);

/**
 * Registers a kind of source under a scheme of `core/sourceSchemes`. It is loaded when a source of that kind
 * is first read.
 */
export const registerKind = (scheme: string, load: LoadKind): void => {
  registered.set(scheme, load);
};

/**
 * Returns the kind of source that reads a place. Rejects with a TroubleError if its scheme is not registered.
 */
export const kindOf = async (place: LogPlace): Promise<SourceKind> => {
  switch (place.kind) {
    case 'file':
      return (await import('./file.ts')).fileKind;
    case 'command':
      return (await import('./command.ts')).commandKind;
    case 'stdin':
      return (await import('./stdin.ts')).stdinKind;
    case 'other': {
      const load = registered.get(place.scheme);
      if (!load) throw new TroubleError(unregistered(place.scheme));
      return load();
    }
  }
};

const unregistered = (scheme: string): Trouble => ({
  kind: 'config',
  host: 'local',
  log: null,
  message: `${scheme}: logs are not supported by this program`,
  advice: 'rtail --help lists the kinds of sources',
  final: true,
});
