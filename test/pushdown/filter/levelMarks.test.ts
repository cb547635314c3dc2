import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeText } from '../../../src/core/bytes.ts';
import { LEVELS, type Level, severity } from '../../../src/core/level.ts';
import { compilePattern, patternAwkText, patternRegExp } from '../../../src/core/pattern/pattern.ts';
import type { LogRecord } from '../../../src/core/record.ts';
import { createAssembler } from '../../../src/core/records/assemble.ts';
import { LINE_FORMATS } from '../../../src/core/understand/tables/lineFormats.ts';
import { levelMarks } from '../../../src/pushdown/filter/levelMarks.ts';
import { LOG, randomLog } from '../../core/randomLog.ts';
import { BROAD_INPUTS } from '../../core/understand/broadInputs.ts';
import { FURTHER_INPUTS } from '../../core/understand/furtherInputs.ts';
import { INPUTS } from '../../core/understand/inputs.ts';
import { CLOCK_TAILS } from '../../core/understand/otherInputs/clockInputs.ts';
import { CRASH_INPUTS } from '../../core/understand/otherInputs/crashInputs.ts';
import { DOUBTFUL_TIMES } from '../../core/understand/otherInputs/doubtfulInputs.ts';
import { OTHER_LEVELS } from '../../core/understand/otherInputs/levelInputs.ts';
import { OTHER_PLACES } from '../../core/understand/otherInputs/placeInputs.ts';
import { OTHER_PROGRAMS } from '../../core/understand/otherInputs/programInputs.ts';
import { FURTHER_RECORDS } from '../../core/understand/otherInputs/recordInputs.ts';
import { OTHER_SPELLINGS } from '../../core/understand/otherInputs/spellingInputs.ts';
import { VARIED_INPUTS } from '../../core/understand/variedInputs.ts';
import { FRAMEWORK_INPUTS } from '../../core/understand/widerInputs/frameworkInputs.ts';
import { PAYLOAD_INPUTS } from '../../core/understand/widerInputs/payloadInputs.ts';
import { PLACE_INPUTS } from '../../core/understand/widerInputs/placeInputs.ts';
import { RECORD_INPUTS } from '../../core/understand/widerInputs/recordInputs.ts';
import { SERVER_INPUTS } from '../../core/understand/widerInputs/serverInputs.ts';
import { SYSTEM_INPUTS } from '../../core/understand/widerInputs/systemInputs.ts';

const patterns = (level: Level) => {
  const { words, signs } = levelMarks(level);
  return [
    ...words.map(text => compilePattern(text, { fixed: false, ignoreCase: true })),
    ...signs.map(text => compilePattern(text, { fixed: false, ignoreCase: false })),
  ];
};
const MARKS = new Map(LEVELS.map(level => [level, patterns(level).map(pattern => patternRegExp(pattern))]));
const marked = (level: Level, text: string): boolean => MARKS.get(level)!.some(mark => mark.test(text));

const recordsOf = (text: string): LogRecord[] => {
  const assembler = createAssembler({ ...LOG, source: 0, group: true });
  return [...assembler.push(text, LOG.now()), ...assembler.flush()];
};

/** Records whose level is determined in other ways than by the rows of LINE_FORMATS. */
const STRUCTURED: readonly string[] = [
  '{"level":50,"time":1795183331204,"msg":"pino"}',
  '{"msg":"last","level":60}',
  '{"level":400,"msg":"Monolog"}',
  '{"level":4e2,"msg":"exponent"}',
  '{"level":499.99999999999999999999,"msg":"fraction"}',
  '{"msg":"last","level":500.00000000000000000001}',
  '{"v":0,"level" : "60","msg":"spaced"}',
  '{"version":"1.1","short_message":"GELF","level":3}',
  '{"timestamp":"2026-11-20T14:02:11Z","severity":"ERROR","message":"cloud"}',
  '{"@t":"2026-11-20T14:02:11Z","@mt":"Serilog","@l":"Error"}',
  '{"@t":"2026-11-20T14:02:11Z","@mt":"Serilog, information"}',
  '{"t":{"$date":"2026-11-20T14:02:11.204Z"},"s":"E","c":"NETWORK","msg":"MongoDB"}',
  '{"t":{"$date":"2026-11-20T14:02:11.204Z"},"s":"W","c":"NETWORK","msg":"MongoDB"}',
  '{"PRIORITY":"3","MESSAGE":"journald","__REALTIME_TIMESTAMP":"1795183331204567"}',
  '{"level_value":40000,"message":"logstash"}',
  '{"levelno":50,"message":"python"}',
  '{"severityNumber":17,"body":"OpenTelemetry"}',
  '{"@timestamp":"2026-11-20T14:02:11Z","log":{"level":"error"},"message":"ECS"}',
  '{"log":"2026-11-20 14:02:11 ERROR docker\\n","stream":"stderr","time":"2026-11-20T14:02:11Z"}',
  'time=2026-11-20T14:02:11Z level=WARN+2 msg=slog',
  'ts=2026-11-20T14:02:11Z lvl=eror msg=geth',
  'level=50 msg=number',
  '{\n  "level": "error",\n  "msg": "pretty"\n}',
];

describe('a record with a level contains one of its marks', () => {
  const levelled = LINE_FORMATS.filter(({ level }) => level !== null);
  it.each(levelled.map(({ name, example, level }) => [name, example, level!] as const))(
    '%s: %s',
    (_name, example, level) => {
      const asked = LEVELS.filter(least => severity(least) <= severity(level));
      expect(asked.filter(least => !marked(least, example))).toEqual([]);
    },
  );

  const inputs = [
    INPUTS,
    FURTHER_INPUTS,
    BROAD_INPUTS,
    VARIED_INPUTS,
    SERVER_INPUTS,
    FRAMEWORK_INPUTS,
    SYSTEM_INPUTS,
    CLOCK_TAILS,
    CRASH_INPUTS,
    DOUBTFUL_TIMES,
    OTHER_LEVELS,
    OTHER_PLACES,
    OTHER_PROGRAMS,
    FURTHER_RECORDS,
    OTHER_SPELLINGS,
    PAYLOAD_INPUTS,
    PLACE_INPUTS,
    RECORD_INPUTS,
  ].flatMap(each => Object.entries(each));
  it.each(inputs)('in output of programs: %s', (_kind, inputs) => {
    const missed = inputs
      .flatMap(([text]) => recordsOf(encodeText(`${text}\n`)))
      .filter(
        ({ level, text }) =>
          level !== null && LEVELS.some(least => severity(least) <= severity(level) && !marked(least, text)),
      );
    expect(missed.map(({ level, text }) => [level, text])).toEqual([]);
  });

  it.each(STRUCTURED)('%s', text => {
    const [record] = recordsOf(`${text}\n`);
    expect(record!.level).not.toBeNull();
    const asked = LEVELS.filter(least => severity(least) <= severity(record!.level!));
    expect(asked.filter(least => !text.split('\n').some(line => marked(least, line)))).toEqual([]);
  });

  it('in random logs', () => {
    fc.assert(
      fc.property(randomLog, fc.constantFrom(...LEVELS), (text, level) => {
        const missed = recordsOf(text).filter(
          record =>
            record.level !== null &&
            severity(record.level) >= severity(level) &&
            !record.text.split('\n').some(line => marked(level, line)),
        );
        expect(missed).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('text without a mark', () => {
  it.each([
    '2026-11-20 14:02:11,204 INFO [main] c.e.App - 0 errors',
    '2026-11-20 14:02:11,204 INFO [main] c.e.App - INFORMATION_SCHEMA',
    '{"level":30,"time":1795183331204,"msg":"ready"}',
    'ts=2026-11-20T14:02:11Z level=info msg="interrupted"',
    '<14>Nov 20 14:02:11 web-1 app: ready',
  ])('%s', text => {
    expect(marked('warn', text)).toBe(false);
  });

  it('every awk supports the marks', () => {
    const texts = LEVELS.flatMap(level => patterns(level).map(patternAwkText));
    expect(texts.filter(text => text === null || text === '')).toEqual([]);
  });
});
