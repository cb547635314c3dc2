import type { Marker } from '../core/record.ts';
import type { Source } from '../core/target.ts';
import { sourcePath } from '../core/text/prefix.ts';
import { isoTime, timestampOf } from '../core/text/timeText.ts';
import { byteSize, duration } from './quantity.ts';

/** What a marker says, in words. May hold text from a host: sanitise before showing. */
export const markerText = (marker: Marker): string => {
  switch (marker.kind) {
    case 'rotated':
      return marker.how === 'renamed' ? 'rotated: the file was renamed' : 'rotated: the file was made anew';
    case 'truncated':
      return 'the file was truncated; reading goes on from its beginning';
    case 'reconnected':
      return `reconnected after ${duration(marker.afterMs)}, nothing lost`;
    case 'gap': {
      const size = marker.bytes === null ? 'of unknown size' : `up to ${byteSize(marker.bytes)}`;
      return `gap: ${size} between ${moment(marker.since)} and ${moment(marker.at)}: ${marker.why}`;
    }
    case 'evicted':
      return `${marker.records} records (${byteSize(marker.bytes)}) left the buffer`;
    case 'notice':
      return marker.text;
  }
};

/**
 * A marker as one JSON object. Its `marker` key is at the top, where a record never has one: whatever a log says is inside
 * `text` and `fields`.
 */
export const markerJson = (source: Source, marker: Marker): string => {
  const { kind, at, ...rest } = marker;
  const details = 'since' in rest ? { ...rest, since: moment(rest.since) } : rest;
  const where = { host: source.host.name, log: source.log, path: sourcePath(source) };
  return JSON.stringify({ marker: kind, ...where, at: moment(at), ...details });
};

const moment = (ms: number): string => isoTime(timestampOf(ms));
