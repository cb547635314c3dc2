import type { Marker } from '../../core/record.ts';
import { sanitiseLine } from '../../core/text/sanitise.ts';
import { bytesText, countText, spanText } from '../quantities.ts';

/** What a marker says between the records, in a few words. */
export const markerText = (marker: Marker): string => {
  switch (marker.kind) {
    case 'rotated':
      return marker.how === 'renamed' ? 'rotated: the file was renamed' : 'rotated: the file was made anew';
    case 'truncated':
      return 'truncated: reading goes on from the beginning of the file';
    case 'reconnected':
      return `reconnected after ${spanText(marker.afterMs)}, nothing lost`;
    case 'gap':
      return safe(
        `gap: ${marker.bytes === null ? 'of unknown size' : `up to ${bytesText(marker.bytes)}`}: ${marker.why}`,
      );
    case 'evicted':
      return `${countText(marker.records)} records (${bytesText(marker.bytes)}) left the buffer`;
    case 'notice':
      return safe(marker.text);
  }
};

const safe = (text: string): string => sanitiseLine(text, { color: false, tabStop: 1 });
