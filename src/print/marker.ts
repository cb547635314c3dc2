import type { Marker } from '../core/record.ts';
import type { Source } from '../core/target.ts';
import { sourcePath } from '../core/text/prefix.ts';
import { isoTime, timestampOf } from '../core/text/timeText.ts';

/**
 * Returns a marker as one JSON object. Its `marker` key is at the top level, where records never have one: the content
 * of logs is inside `text` and `fields`.
 */
export const markerJson = (source: Source, marker: Marker): string => {
  const { kind, at, ...rest } = marker;
  const details = 'since' in rest ? { ...rest, since: moment(rest.since) } : rest;
  const where = { host: source.host.name, log: source.log, path: sourcePath(source) };
  return JSON.stringify({ marker: kind, ...where, at: moment(at), ...details });
};

const moment = (ms: number): string => isoTime(timestampOf(ms));
