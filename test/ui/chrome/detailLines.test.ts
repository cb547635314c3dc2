import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../../../src/core/record.ts';
import { detailLines } from '../../../src/ui/chrome/detailLines.ts';
import { styledWidth, withoutSgr } from '../../../src/ui/log/styledText.ts';
import type { DetailTab } from '../../../src/ui/state/screen.ts';
import { START, source } from '../helpers/feed.ts';

const record = (text: string, rest: Partial<LogRecord> = {}): LogRecord => ({
  source: 0,
  seq: 17,
  received: START + 250,
  time: { ms: START, nanos: 0, digits: 3 },
  level: 'error',
  text: Buffer.from(text).toString('latin1'),
  fields: null,
  late: false,
  ...rest,
});

const shown = (one: LogRecord, tab: DetailTab, width = 60): string[] =>
  detailLines(one, source(0, 'web-01', 'app'), tab, () => 60, width, one.late).map(withoutSgr);

describe('everything about a record', () => {
  it('includes both times on both clocks, the delay, source and level', () => {
    expect(shown(record('x'), 'pretty').slice(0, 4)).toEqual([
      'source   web-01 app',
      'time     2026-11-20 15:02:00.000 +01:00 = 14:02:00.000Z',
      'received 2026-11-20 15:02:00.250 +01:00, 250ms after',
      'level    error',
    ]);
  });

  it('includes indented JSON, with multi-line strings as lines', () => {
    const fields = { a: { b: [1, 'x'], e: {} }, stack: 'Error\n  at f' };
    expect(shown(record('{}', { fields }), 'pretty').slice(5)).toEqual([
      '{',
      '  "a": {',
      '    "b": [',
      '      1,',
      '      "x"',
      '    ],',
      '    "e": {}',
      '  },',
      '  "stack": """',
      '    Error',
      '      at f',
      '  """',
      '}',
    ]);
  });

  it('includes the raw text with visible control characters', () => {
    expect(shown(record('a\tb\x1b[31mc\nd\u200be\r'), 'raw')).toEqual(['a^Ib^[[31mc', 'd\\u200be^M']);
  });

  it('reports where the record came from', () => {
    expect(shown(record('four'), 'about')).toEqual(
      expect.arrayContaining([
        'line     number 17 in order of arrival',
        'size     4B',
        'path     /var/log/shop/app.log',
      ]),
    );
  });

  it.each(['pretty', 'raw', 'about'] as const)('is never wider than the panel (%s)', tab => {
    const long = record(
      `at ${'org.example.'.repeat(12)}Thing.call(Thing.java:12) ${'日本'.repeat(40)} ${'y'.repeat(200)}`,
    );
    for (const width of [16, 40, 61]) {
      expect(
        detailLines(long, source(0, 'web-01', 'app'), tab, () => 0, width, false).every(
          line => styledWidth(line) <= width,
        ),
      ).toBe(true);
    }
  });
});
