import type { Marker } from '../record.ts';
import { byteSize, duration } from './quantities.ts';
import { sanitiseLine } from './sanitise.ts';
import { isoTime, timestampOf } from './timeText.ts';

/**
 * Returns the text of a marker, safe to display. `times`: include the times of a gap, for output without a
 * time column.
 */
export const markerText = (marker: Marker, times: boolean): string =>
  sanitiseLine(words(marker, times).replace(/[\r\n]+/g, ' '), { color: false, tabStop: 1 });

const words = (marker: Marker, times: boolean): string => {
  switch (marker.kind) {
    case 'rotated':
      return marker.how === 'renamed' ? 'rotated: the file was renamed' : 'rotated: a new file was created';
    case 'truncated':
      return 'truncated: reading restarts at the beginning of the file';
    case 'reconnected':
      return `reconnected after ${duration(marker.afterMs)}, nothing lost`;
    case 'gap': {
      const size = gapSize(marker);
      return `gap: ${size}${times ? gapTimes(marker) : ''}: ${marker.why}`;
    }
    case 'evicted':
      return `${marker.records} records (${byteSize(marker.bytes)}) left the buffer`;
    case 'notice':
      return marker.text;
  }
};

const gapSize = ({ bytes, entries }: Extract<Marker, { kind: 'gap' }>): string => {
  if (entries !== undefined) return entries === 1 ? '1 entry' : `${entries} entries`;
  return bytes === null ? 'of unknown size' : `up to ${byteSize(bytes)}`;
};

const gapTimes = ({ since, at }: Extract<Marker, { kind: 'gap' }>): string =>
  since === at ? ` at ${iso(at)}` : ` between ${iso(since)} and ${iso(at)}`;

const iso = (ms: number): string => isoTime(timestampOf(ms));
