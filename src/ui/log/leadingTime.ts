import { decodeText, encodeText } from '../../core/bytes.ts';
import { timeSpan } from '../../core/understand/timeSpan.ts';
import { withoutSgr } from './styledText.ts';

/** What may stand before a time that a line starts with: a syslog priority, klog's level letter, an opening bracket. */
const BEFORE = /^(?:<\d{1,3}>\d? ?|[TDIWEFC])?[[("']?$/;
/** What closes such a time and separates it from the rest. */
const AFTER = /^[\])"']?(?:[\s|:,]+|$)/;

const SGR = /\x1b\[[\d;:]*m/y;

/** Returns a line without the time that it starts with, which a column shows; SGR sequences stay. */
export const withoutLeadingTime = (line: string): string => {
  const bytes = encodeText(withoutSgr(line));
  const span = timeSpan(bytes);
  if (span === null || !BEFORE.test(bytes.slice(0, span.from))) return line;
  const after = AFTER.exec(bytes.slice(span.to));
  if (after === null) return line;
  return cutStart(line, decodeText(bytes.slice(0, span.to)).length + after[0].length);
};

/** Cuts so many characters off the start of a line, SGR sequences not counted and kept. */
const cutStart = (line: string, count: number): string => {
  let kept = '';
  let at = 0;
  for (let left = count; left > 0; left--, at++) {
    SGR.lastIndex = at;
    for (let sgr = SGR.exec(line); sgr; sgr = SGR.exec(line)) {
      kept += sgr[0];
      at = SGR.lastIndex;
    }
  }
  return kept + line.slice(at);
};
