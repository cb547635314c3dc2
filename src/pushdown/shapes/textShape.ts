import type { ByteString } from '../../core/bytes.ts';
import type { LineNeeds } from './needs.ts';
import { DATE_PARTS, ereOf, inSlashes, joined, type LineShape } from './shape.ts';

const { year, monthDay, clock, offset } = DATE_PARTS;

/** For example `2026-11-20 14:02:11,204 ERROR `. */
const HEAD =
  /^(\d{4}-\d\d-\d\d)([T ])(\d\d:\d\d:\d\d)([.,]\d{1,9})?(Z|[+-]\d\d:\d\d)?( +)(TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL) +[^ ]/;
const LEVEL = '(TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL)';

/**
 * Returns the shape of application lines that start with a time and a level, like this one; null if more than
 * these is requested.
 */
export const textShape = (sample: ByteString, { fields, time }: LineNeeds): LineShape | null => {
  const head = HEAD.exec(sample);
  if (!head || fields.length > 0) return null;
  const [, , between, , fraction, zone] = head;
  const digits = fraction === undefined ? '' : `${ereOf(fraction[0]!)}${'[0-9]'.repeat(fraction.length - 1)}`;
  const tail = zone === undefined ? '' : zone === 'Z' ? 'Z' : `[+-]${offset}:[03]0`;
  const stamp = `${year}-${monthDay}${between}${clock}${digits}${tail}`;
  const length = 19 + (fraction?.length ?? 0) + (zone?.length ?? 0);
  const zoneCode =
    zone === undefined || zone === 'Z' ? { text: zone ?? '' } : { code: `substr($0,${length - 5},6)` };
  const kept = {
    none: [{ text: `2026-01-01${between}00:00:00` }, { text: zone === undefined ? '' : 'Z' }],
    hour:
      zone === 'Z'
        ? [{ code: 'substr($0,1,13)' }, { text: ':00:00Z' }]
        : [{ code: 'substr($0,1,16)' }, { text: ':00' }, zoneCode],
    minute: [{ code: 'substr($0,1,16)' }, { text: ':00' }, zoneCode],
    exact: [{ code: `substr($0,1,${length})` }],
  }[time];
  const ere = `^${stamp} +${LEVEL} +[^ ]`;
  return {
    test: `$0~${inSlashes(ere)}`,
    line: joined([...kept, { text: ' ' }, { code: `lv(substr($0,${length + 1},40))` }, { text: ' x' }]),
    stamped: between === 'T' && (zone === 'Z' || fraction?.length === 10),
    functions: ['function lv(s){sub(/^ +/,"",s);return substr(s,1,index(s," ")-1)}'],
    ere,
    value: () => null,
    level: { code: `lv(substr($0,${length + 1},40))`, kind: 'word' },
    // After a time that may precede each line of a program, other words may belong to a trace.
    having: words => `^${stamp} +(${words.filter(word => word === word.toUpperCase()).join('|')}) +[^ ]`,
  };
};
