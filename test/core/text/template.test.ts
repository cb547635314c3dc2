import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeText } from '../../../src/core/bytes.ts';
import type { LogRecord } from '../../../src/core/record.ts';
import { displayText } from '../../../src/core/text/sanitise.ts';
import { parseTemplate } from '../../../src/core/text/template.ts';
import type { TemplateContext } from '../../../src/core/text/templateContext.ts';
import { UTC } from '../../../src/core/text/timeText.ts';
import { sampleRecord, sampleSource } from '../../print/samples.ts';

const PLAIN: TemplateContext = { depth: 0, zone: UTC, clean: null };

const render = (text: string, parts: Partial<LogRecord> = {}, context = PLAIN): string => {
  const parsed = parseTemplate(text);
  if (!parsed.ok) throw new Error(`${parsed.position}: ${parsed.message}`);
  return parsed.template(sampleRecord(parts), sampleSource(0, 'web-01'), context);
};

describe('parseTemplate: what it prints', () => {
  const fields = { status: 200, user: { id: 'ann' }, 'a.b': true, level: 30, empty: null, list: [1] };
  const table: readonly [template: string, printed: string, parts?: Partial<LogRecord>][] = [
    [
      '{time} {level} {host} {log} {path} {seq} {text}',
      '2026-11-20T14:02:11.204Z info web-01 app /var/log/app.log 1 GET /cart 200',
    ],
    ['{time:HH:mm:ss} {level|upper|pad:5} {host|color} {text}', '14:02:11 INFO  web-01 GET /cart 200'],
    ['{received}', '2026-11-20T14:02:12.204Z'],
    [
      '{time:utc}',
      '2026-11-20T14:02:11Z',
      { time: { ms: Date.UTC(2026, 10, 20, 14, 2, 11), nanos: 0, digits: 0 } },
    ],
    ['{time:local}', '2026-11-20T14:02:11.204Z'],
    ['[{time}] [{level}]', '[] []', { time: null, level: null }],
    ['{level|default:-|pad:3}|', '-  |', { level: null }],
    ['{level|short}', 'E', { level: 'error' }],
    ['{text|short}', 'G'],
    [
      '{status} {user.id} {a.b} {fields.level} {nope} {empty} {list} {user.id.x}',
      '200 ann true 30   [1] ',
      { fields },
    ],
    ['{fields}', '{"a":1}', { fields: { a: 1 } }],
    ['{fields}', ''],
    ['{text|json}', '"say \\"hi\\""', { text: 'say "hi"' }],
    ['{nope|json}', 'null'],
    ['{text|cut:5}', 'GET …'.replace('…', '\xe2\x80\xa6')],
    ['{text|cut:13}', 'GET /cart 200'],
    ['{seq|lpad:4}', '   1'],
    ['{text|oneline}', 'a \xe2\x8f\x8e b', { text: 'a\nb' }],
    ['{{{level}}} \\t\\n\\\\', '{info} \t\n\\'],
    ['{ level | upper }', 'INFO'],
    ['é', '\xc3\xa9'],
    ['{text}', '\xff\x00\x1b', { text: '\xff\x00\x1b' }],
    ['{text|pad:3}|', '\xc3\xa9  |', { text: '\xc3\xa9' }],
    // In upper case, a colour sequence deletes lines of the terminal.
    ['{text|upper}', 'A\x1b[31mB\x1b[38:5:1mC', { text: 'a\x1b[31mb\x1b[38:5:1mc' }],
    ['{text|lower}', '\x1b[1mx', { text: '\x1b[1mX' }],
    // A lone escape would make a sequence of what follows it.
    ['{text|short}[2J', 'a[2J', { text: '\x1b[31mabc' }],
    ['{text|cut:2}', '\x1b[38:5:1ma\xe2\x80\xa6\x1b[0m', { text: '\x1b[38:5:1mabc' }],
    ['', ''],
  ];
  test.each(table)('%s', (template, printed, parts) => expect(render(template, parts)).toBe(printed));
});

describe('parseTemplate: colour', () => {
  const context: TemplateContext = { ...PLAIN, depth: 4 };
  const table: readonly [template: string, printed: RegExp][] = [
    ['{level|color}', /^\x1b\[31merror\x1b\[0m$/],
    ['{host|color}', /^\x1b\[(?:36|32|35|34|96|92|95|94)mweb-01\x1b\[0m$/],
    ['{text|bold|pad:15}.', /^\x1b\[1mGET \/cart 200\x1b\[0m {2}\.$/],
    ['{text|red|cut:4}', /^\x1b\[31mGET\xe2\x80\xa6\x1b\[0m$/],
  ];
  test.each(table)('%s', (template, printed) =>
    expect(render(template, { level: 'error' }, context)).toMatch(printed),
  );

  test('values are sanitised, our own colours are kept', () => {
    const clean = (text: string) => displayText(text, { color: false, tabStop: null });
    const hostile = { text: 'a\x1b[2J\x1b[31mb', fields: { k: '\x1b]0;t\x07v' } };
    expect(render('{text|green} {k}', hostile, { ...context, clean })).toBe('\x1b[32mab\x1b[0m v');
  });
});

describe('parseTemplate: errors name the position', () => {
  const table: readonly [template: string, position: number, message: RegExp][] = [
    ['{time', 1, /never closed/],
    ['ab {text', 4, /never closed/],
    ['a } b', 3, /unmatched/],
    ['x {}', 4, /field name is missing/],
    ['{level|uper}', 8, /did you mean `upper`/],
    ['{level|upper|wobble}', 14, /the filters are upper, /],
    ['{level|pad}', 8, /`pad` needs a number of columns/],
    ['{level|pad:x}', 8, /needs a number of columns/],
    ['{level|pad:1000}', 8, /from 1 to 999/],
    ['{level|upper:3}', 8, /takes no argument/],
    ['{text|default}', 7, /needs a text/],
    ['{host:HH}', 6, /`host` takes no pattern/],
    ['{text|constructor}', 7, /unknown filter/],
  ];
  test.each(table)('%s', (template, position, message) => {
    const parsed = parseTemplate(template);
    expect(parsed).toMatchObject({ ok: false, position, message: expect.stringMatching(message) });
  });

  test('any text either prints or reports where it is wrong', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '|', ':', 'text', 'pad', '3', '\\', 'n', ' ') }),
        text => {
          const parsed = parseTemplate(text);
          if (parsed.ok) expect(typeof render(text)).toBe('string');
          else expect(parsed.position).toBeGreaterThan(0);
        },
      ),
    );
  });

  test('text without braces and backslashes prints itself', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }).filter(text => !/[{}\\]/.test(text)),
        text => {
          expect(decodeText(render(text))).toBe(text);
        },
      ),
    );
  });
});
