import { fullName, type RelayName } from '../../core/relay/names.ts';
import type { Host, OtherPlace, Source } from '../../core/target.ts';
import { type DirectoryEntry, isForgotten } from '../hub/directory.ts';

/** Returns the place of one published log on the same server as a URL, written in the same way. */
export const publishedPlace = ({ scheme, address }: OtherPlace, name: RelayName): OtherPlace => {
  const master = scheme.endsWith('+sentinel') ? '/[^/]*' : '';
  const server = new RegExp(`^[^/]*${master}(?:/\\d{1,4}(?=/|$))?`).exec(address)![0];
  return { kind: 'other', scheme, address: `${server}/${fullName(name)}`, several: false };
};

/** Returns a published log as a source; `entry` is null if it is not published. */
export const publishedSource = (
  parent: Source,
  name: RelayName,
  entry: DirectoryEntry | null,
): Omit<Source, 'id'> => {
  const host: Host = {
    ...parent.host,
    name: name.host,
    kind: 'ssh',
    team: name.project,
    timezone: entry?.timezone ?? null,
  };
  return {
    host,
    log: name.log,
    place: publishedPlace(parent.place as OtherPlace, name),
    format: entry?.format ?? parent.format,
  };
};

/** Explains why a log is not published at present; empty if it is. */
export const conditionText = (entry: DirectoryEntry, now: number): string => {
  if (entry.condition === 'stopped') return 'its relay was stopped: no new lines are published';
  if (isForgotten(entry, now))
    return `its relay has not responded since ${new Date(entry.at).toISOString()}: no new lines are published`;
  if (entry.condition === 'retrying' || entry.condition === 'failed')
    return `its relay cannot read it: ${entry.detail ?? entry.condition}`;
  return '';
};
