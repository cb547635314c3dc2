import { describe, expect, it } from 'vitest';
import { CRASHES, LOG_WRAPPERS, type Wrapper } from '../wovenLogs.ts';
import { assemble } from './assembling.ts';

/** Lines that a record continues with, and a record of another stream. */
const CONTINUES = ['\tat com.shop.Cart.add(Cart.java:31)', '  indented words'];
const OTHER = 'INFO: ready';

const HEADS = [
  '2026-11-20 14:02:11,204 ERROR [main] c.e.App - refused',
  '2026-11-20 14:02:11,204 INFO [main] c.e.App - ready',
  'ERROR: refused',
  'WARN: slow',
];

/** Lines without the wrapper's head. */
const BARE = [
  ...CRASHES,
  '\tat com.shop.Cart.add(Cart.java:32)',
  'Caused by: java.io.IOException: closed',
  'plain words',
  '{',
  '}',
  'ERROR: refused',
  '2026-11-20 14:02:12,204 INFO [main] c.e.App - ready',
];

/** Returns the record of a log's last line: its level, and whether it is the first line's. */
const lastRecord = (lines: readonly string[]): readonly unknown[] => {
  const records = assemble([`${lines.join('\n')}\n`]);
  const last = lines.at(-1)!;
  const found = records.findLast(({ text }) => `\n${text}`.endsWith(`\n${last}`))!;
  return [last, found.level, found === records[0]];
};

const wrappers = Object.entries(LOG_WRAPPERS).filter(([name]) => name !== 'none');

describe.each(wrappers)('a line without the head of %s', (name, wrap: Wrapper) => {
  const hasStreams = name !== 'docker logs -t';

  it.each(HEADS)('belongs to the line before, wherever that record continues: %s', head => {
    for (const bare of BARE) {
      const expected = lastRecord([wrap(head, 0), bare]);
      for (const line of CONTINUES) {
        const more = wrap(line, 0);
        expect(lastRecord([wrap(head, 0), more, bare])).toEqual(expected);
        if (hasStreams) expect(lastRecord([wrap(head, 0), wrap(OTHER, 1), more, bare])).toEqual(expected);
      }
    }
  });
});
