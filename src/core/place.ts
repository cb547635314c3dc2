import { schemeText } from './sourceSchemes.ts';
import type { LogPlace } from './target.ts';

/** The path of a file, perhaps a glob; null for what is no file. */
export const filePath = (place: LogPlace): string | null => (place.kind === 'file' ? place.path : null);

/** The path of one file; null for globs and for what is no file. */
export const singlePath = (place: LogPlace): string | null =>
  place.kind === 'file' && !place.glob ? place.path : null;

/** The shell command whose output the log is; null for what is none. */
export const shellCommand = (place: LogPlace): string | null =>
  place.kind === 'command' ? place.command : null;

/** True if a place stands for any number of sources: a glob, say. */
export const standsForSeveral = (place: LogPlace): boolean =>
  place.kind === 'file' ? place.glob : place.kind === 'other' && place.several;

/** Where a log is, for a person: `/var/log/syslog`, `$ dmesg -w`, `journal:nginx.service`, `-`. */
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

/** Why what was written before it was followed cannot be read back later; null: it can. */
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
