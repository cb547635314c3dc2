import { isNamedByAddress, schemeHasPositions, schemeText } from './sourceSchemes.ts';
import type { LogPlace } from './target.ts';

/** Returns the path of a file, possibly a glob; null for anything else. */
export const filePath = (place: LogPlace): string | null => (place.kind === 'file' ? place.path : null);

/** Returns the path of a single file; null for globs and anything else. */
export const singlePath = (place: LogPlace): string | null =>
  place.kind === 'file' && !place.glob ? place.path : null;

/** Returns the shell command whose output is the log; null for anything else. */
export const shellCommand = (place: LogPlace): string | null =>
  place.kind === 'command' ? place.command : null;

/** Returns true if a place stands for any number of sources, such as a glob. */
export const standsForSeveral = (place: LogPlace): boolean =>
  place.kind === 'file' ? place.glob : place.kind === 'other' && place.several;

/** Returns true if a later run can continue a log where an earlier one stopped. */
export const hasPositions = (place: LogPlace): boolean =>
  place.kind === 'file' || (place.kind === 'other' && schemeHasPositions(place));

/** Describes where a log is: `/var/log/syslog`, `$ dmesg -w`, `journal:nginx.service`, `-`. */
export const placeText = (place: LogPlace): string => {
  switch (place.kind) {
    case 'file':
      return place.path;
    case 'command':
      return `$ ${place.command}`;
    case 'stdin':
      return place.path ?? '-';
    case 'other':
      return schemeText(place);
  }
};

/** Returns the SOURCE argument of a place that needs no host, without a password; null: its log is named by its host. */
export const hostlessName = (place: LogPlace): string | null =>
  place.kind === 'other' && isNamedByAddress(place) ? schemeText(place) : null;

/** Returns why earlier lines cannot be read later; null: they can. */
export const whyNoPast = (place: LogPlace): string | null => {
  switch (place.kind) {
    case 'file':
      return null;
    case 'command':
      return 'it is the output of a command';
    case 'stdin':
      return 'it comes through a pipe';
    case 'other':
      return `${place.scheme} logs cannot be read backwards`;
  }
};
