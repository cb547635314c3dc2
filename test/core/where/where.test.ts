import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeText } from '../../../src/core/bytes.ts';
import { extractFields } from '../../../src/core/fields/extract.ts';
import { severity } from '../../../src/core/level.ts';
import { NO_LEVEL } from '../../../src/core/understand/lineHead.ts';
import { compareDecimals, parseDecimal } from '../../../src/core/where/decimal.ts';
import { parseWhere } from '../../../src/core/where/parse.ts';
import { compileWhere } from '../../../src/core/where/predicate.ts';

const holds = (where: string, text: string, level = NO_LEVEL, ignoreCase = false): boolean => {
  const parsed = parseWhere(where);
  if (!parsed.ok) throw new Error(`${parsed.problem.message} at ${parsed.problem.at}`);
  const bytes = encodeText(text);
  const { fields, message } = extractFields(bytes);
  return compileWhere(parsed.node, { ignoreCase }).test({
    level,
    text: bytes,
    fields: () => fields ?? { message: message ?? bytes },
  });
};

const ACCESS =
  '10.0.0.9 - ann [20/Nov/2026:14:02:11 +0000] "GET /api/x?id=7 HTTP/1.1" 503 612 "-" "curl/8.5" 0.204';

describe('conditions that are true', () => {
  it.each([
    ['a number in an access log', 'status>=500', ACCESS],
    ['several', "status>=500 and path~'^/api' and not client in (10.0.0.1, ::1)", ACCESS],
    ['operators for words', 'status>=500 && (method=POST || method=GET) && !has session', ACCESS],
    ['a list with a range', 'status in (200, 500..599)', ACCESS],
    ['a list without a range', 'status not in (200, 404)', ACCESS],
    ["OpenTelemetry's name", 'http.response.status_code = 503', ACCESS],
    ['a text that contains another', 'agent:curl', ACCESS],
    ['a pattern with parentheses inside', '(path~^/(api|x)/x)', ACCESS],
    ['a duration with its unit', 'duration>200ms and duration<1s', ACCESS],
    ['a size with its unit', 'bytes<1KiB', ACCESS],
    [
      'numbers as numbers, whatever their notation',
      'a=500 and b=500 and c=500 and d=500',
      '{"a":5e2,"b":"0500","c":500.0,"d":" +500 "}',
    ],
    ['a quoted number as text', "a='500' and not a='0500'", '{"a":"500"}'],
    [
      'integers that doubles cannot represent',
      'a>9007199254740992 and a=9007199254740993',
      '{"a":9007199254740993}',
    ],
    ['tiny differences', 'a<0.30000000000000004', '{"a":"0.3"}'],
    ['any element of an array', 'a=2 and a=3', '{"a":[1,2,3]}'],
    ['nested keys', 'a.b.c=1', '{"a":{"b.c":1}}'],
    ['an unusual name in backquotes', '`odd key`=1', '{"odd key":1}'],
    ['a name in different case', 'USERID=7', '{"userId":7}'],
    ['text by order', "name>='b' and name<'c'", '{"name":"bob"}'],
    ['non-ASCII text', 'é=ü', '{"é":"ü"}'],
    ['truth', 'ok=true', '{"ok":true}'],
    ['logfmt', 'status>=500 and msg:"b c"', 'level=info status=503 msg="a b c"'],
    ['a value with its own unit', 'took>1s', '{"took":"1m2.5s"}'],
    [
      'milliseconds, known by the name',
      'duration>0.8 and duration_ms=812 and duration_ms>0.8s',
      '{"duration_ms":812}',
    ],
    ['the text', 'text:"GET /api" and text~503', ACCESS],
    ['a field with the same name as the level', 'fields.level=30', '{"level":30}'],
    ['quotes within quotes', "a='it''s'", `{"a":"it's"}`],
    ['the message of a plain line', 'message~ready$', '2026-11-20 14:02:11 is ready'],
  ])('%s', (_title, where, text) => {
    expect(holds(where, text)).toBe(true);
  });
});

describe('conditions that are false', () => {
  it.each([
    ['!= without the field', 'user!=ann', '{"a":1}'],
    ['!~ without the field', 'user!~ann', '{"a":1}'],
    ['not in, without the field', 'user not in (ann)', '{"a":1}'],
    ['null', 'has a', '{"a":null}'],
    ['no number', 'a>0', '{"a":"many"}'],
    ['hexadecimal', 'a=500', '{"a":"0x1F4"}'],
    ['NaN', 'a>0 or a<=0', '{"a":"NaN"}'],
    ['a dash as the status', 'has status', ACCESS.replace('503', '-')],
    ['an object', "a:'b'", '{"a":{"b":1}}'],
    ['!= of an array that has it', 'a!=2', '{"a":[1,2]}'],
    ['a unit of a different measure', 'a>1s', '{"a":"5MB"}'],
  ])('%s', (_title, where, text) => {
    expect(holds(where, text)).toBe(false);
  });
});

it('orders levels', () => {
  expect(holds('level>=warn', 'x', severity('error'))).toBe(true);
  expect(holds('level=warning', 'x', severity('warn'))).toBe(true);
  expect(holds('level<warn', 'x', severity('error'))).toBe(false);
  expect(holds('level!=warn', 'x')).toBe(false);
});

it('ignores case on request', () => {
  expect(holds('agent:CURL and path~^/API', ACCESS, NO_LEVEL, true)).toBe(true);
  expect(holds('agent:CURL', ACCESS)).toBe(false);
});

describe('problems', () => {
  it.each([
    ['', 1, 'the expression is empty'],
    ['status', 1, 'no comparison follows status'],
    ['status >> 5', 9, 'unexpected >'],
    ['status >=', 10, 'the end where a value is expected'],
    ['(status=1', 1, 'this ( is never closed'],
    ['status=1)', 9, 'unmatched )'],
    ["a='x", 3, "this ' is never closed"],
    ['a=1 b=2', 5, 'unexpected b'],
    ['a in 5', 6, 'in is not followed by a list'],
    ['a in (1 2)', 9, '2 within a list'],
    ['a not 5', 7, 'not must be followed by in'],
    ['has', 1, 'has is not followed by a name'],
    ['level>=wran', 8, 'unknown level wran'],
    ['level~x', 7, 'levels can be compared only with =, < and >'],
    ["path~'(x'", 7, 'unmatched ('],
    ['time>2026-11-20', 6, 'times are selected with --since and --until'],
    ['status=>500', 8, 'unexpected >'],
    ['path~=x', 6, 'unexpected ='],
    ['path ~~ x', 7, 'unexpected ~'],
    ['duration>1.5x', 10, '1.5x has no known unit'],
    ['duration>=1m30x', 11, '1m30x has no known unit'],
    ['status in (1x..5)', 12, '1x has no known unit'],
    ['a>0<2', 4, 'unexpected < in a value'],
    ['status>=500;', 12, 'unexpected ; in a value'],
    ['status≥500', 1, 'no comparison follows status≥500'],
    ["'a'=1", 1, "'a' where a field name is expected"],
    ['a=1 and', 8, 'the end where a field name is expected'],
    [`${'('.repeat(200)}a=1`, 101, 'the expression is nested too deeply'],
    [`a in (${'1,'.repeat(2000)}1)`, 2005, 'the list is too long'],
    [`a=${'x'.repeat(30_000)}`, 20_001, 'the expression is too long'],
  ])('problem %#', (where, position, message) => {
    const parsed = parseWhere(where);
    expect(parsed.ok ? null : { position: parsed.problem.at + 1, message: parsed.problem.message }).toEqual({
      position,
      message,
    });
  });

  it.each([
    ['status gte 500', 'write status>=VALUE'],
    ['user is null', 'write has user, not has user, or user=VALUE'],
    ['path LIKE x', 'write path~PATTERN'],
    ['agent contains curl', 'write agent:TEXT'],
    ['path startswith /a', 'write path~^TEXT'],
    ['status between 1 and 5', 'write status in (FROM..TO)'],
    ['status≥500', 'write >= for ≥'],
    ['status=>500', 'write >='],
    ['level>=warm', 'write warn'],
    ['user ann', 'compare it: user=VALUE'],
  ])('advice for %s', (where, advice) => {
    const parsed = parseWhere(where);
    expect(parsed.ok ? null : parsed.problem.advice).toBe(advice);
  });

  it.each([
    ["version>'1a'", '{"version":"1b"}'],
    ['date>=2026-11-20', '{"date":"2026-11-21"}'],
    ['client>=10.0.0.1', '{"client":"10.0.0.9"}'],
    ['at>14:02', '{"at":"15:00"}'],
    ['id=5x and url=a=b', '{"id":"5x","url":"a=b"}'],
  ])('%s compares text', (where, text) => {
    expect(holds(where, text)).toBe(true);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc
            .array(fc.constantFrom('a', '=', '(', ')', "'", 'and', 'not', ' ', '~', 'in', '..', ',', '1s'))
            .map(parts => parts.join('')),
        ),
        text => {
          parseWhere(text);
        },
      ),
    );
  });
});

describe('decimals', () => {
  it('are compared like numbers, as far as doubles represent them', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (a, b) => {
          const order = compareDecimals(parseDecimal(`${a}`)!, parseDecimal(`${b}`)!);
          expect(Math.sign(order)).toBe(a < b ? -1 : a > b ? 1 : 0);
        },
      ),
    );
  });

  it.each(['0x10', 'NaN', 'Infinity', '', '.', '1_000', '1,5', '1e', '٣', '1'.repeat(3000)])(
    'are not %s',
    text => {
      expect(parseDecimal(text)).toBe(null);
    },
  );
});
