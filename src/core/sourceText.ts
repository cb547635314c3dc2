import type { Source } from './target.ts';

/** The SOURCE word that asks for this source again; for a local file its absolute path. */
export function sourceText({ host, log, place }: Pick<Source, 'host' | 'log' | 'place'>): string {
  if (place.kind === 'stdin') return '-';
  return host.kind === 'local' && place.kind === 'file' ? place.path : `${host.name}:${log}`;
}
