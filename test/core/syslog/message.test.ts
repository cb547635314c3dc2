import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeText } from '../../../src/core/bytes.ts';
import { fieldReader } from '../../../src/core/fields/readFields.ts';
import { readSyslogHead } from '../../../src/core/syslog/message.ts';
import type { LogFormat } from '../../../src/core/target.ts';

const formatOf = (isLocal: boolean): LogFormat => ({
  format: null,
  start: null,
  timezone: null,
  syslog: { peer: '10.0.0.9', isLocal },
});
const NOTICE = { facility: 'user', severity: 'notice' };

describe('fields of syslog messages', () => {
  it.each([
    [
      'RFC 5424 with structured data, as sent by logger',
      '<13>1 2026-11-28T20:20:08.717183+00:00 vm app - - [timeQuality tzKnown="1" isSynced="0"] text',
      { ...NOTICE, host: 'vm', tag: 'app', timeQuality: { tzKnown: '1', isSynced: '0' }, message: 'text' },
    ],
    [
      'RFC 5424 with nil time and host',
      '<13>1 - - app - - - text',
      { ...NOTICE, tag: 'app', message: 'text' },
    ],
    [
      'RFC 5424 as written by rsyslog, with two blanks',
      '<155>1 2026-11-28T20:20:28.696063+00:00 vm oapp 77 - -  hello',
      { facility: 'local3', severity: 'err', host: 'vm', tag: 'oapp', pid: 77, message: 'hello' },
    ],
    [
      'RFC 5424 with a BOM and a message id',
      '<13>1 2026-11-28T20:20:08Z vm app - ID7 - \xef\xbb\xbfb\xc3\xb6m',
      { ...NOTICE, host: 'vm', tag: 'app', msgid: 'ID7', message: 'böm' },
    ],
    [
      'escapes of structured data',
      '<13>1 2026-11-28T20:20:08Z vm app - - [a@1 b="c\\"d\\\\e\\]f" g=""][h] x',
      { ...NOTICE, host: 'vm', tag: 'app', 'a@1': { b: 'c"d\\e]f', g: '' }, h: {}, message: 'x' },
    ],
    [
      'truncated structured data belongs to the message',
      '<13>1 2026-11-28T20:20:08Z vm app - - [broken sd',
      { ...NOTICE, host: 'vm', tag: 'app', message: '[broken sd' },
    ],
    [
      'RFC 5424 without a message',
      '<13>1 2026-11-28T20:20:08Z vm app - - -',
      { ...NOTICE, host: 'vm', tag: 'app', message: '' },
    ],
    [
      'RFC 5424 wrapped by a relay',
      '<13>Nov 28 20:21:10 vm 1 2026-11-28T20:21:10.1Z web-1 app - - [a@1 b="c"] text',
      { ...NOTICE, host: 'web-1', tag: 'app', 'a@1': { b: 'c' }, message: 'text' },
    ],
    [
      'RFC 3164',
      '<132>Nov 28 20:20:08 vm app: text',
      { facility: 'local0', severity: 'warning', host: 'vm', tag: 'app', message: 'text' },
    ],
    [
      'RFC 3164 with a process id and UTF-8',
      encodeText('<155>Nov 28 20:20:28 vm uapp[77]: hello ä'),
      { facility: 'local3', severity: 'err', host: 'vm', tag: 'uapp', pid: 77, message: 'hello ä' },
    ],
    [
      'RFC 3164 without a host, as on a local socket',
      '<13>Nov 28 20:20:08 app: text',
      { ...NOTICE, tag: 'app', message: 'text' },
    ],
    [
      'a tag with blanks, if it has a process id',
      '<8>Nov 28 20:20:08 vm tag with space[7]: odd',
      { facility: 'user', severity: 'emerg', host: 'vm', tag: 'tag with space', pid: 7, message: 'odd' },
    ],
    [
      'a host without a tag',
      '<13>Nov 28 20:20:08 vm last message repeated 3 times',
      { ...NOTICE, host: 'vm', message: 'last message repeated 3 times' },
    ],
    [
      "rsyslog's forward format",
      '<155>2026-11-28T20:20:28.696063+00:00 vm fapp[77]: x',
      { facility: 'local3', severity: 'err', host: 'vm', tag: 'fapp', pid: 77, message: 'x' },
    ],
    [
      "Cisco's",
      '<187>4711: Nov 20 14:02:11.204: %LINK-3-UPDOWN: Interface Gi0/1',
      { facility: 'local7', severity: 'err', tag: '%LINK-3-UPDOWN', message: 'Interface Gi0/1' },
    ],
    [
      'no time',
      '<27>shop[4711]: x',
      { facility: 'daemon', severity: 'err', tag: 'shop', pid: 4711, message: 'x' },
    ],
    ['only a priority and text', '<4>slow', { facility: 'kern', severity: 'warning', message: 'slow' }],
    ['no priority', 'hello there', { ...NOTICE, message: 'hello there' }],
    ['a priority that is too high', '<192>foo', { ...NOTICE, message: '<192>foo' }],
    [
      'JSON as the message',
      '<14>Nov 28 20:20:08 vm app: {"user":"ann"}',
      { facility: 'user', severity: 'info', host: 'vm', tag: 'app', user: 'ann' },
    ],
    ['JSON alone', '{"user":"ann"}', { ...NOTICE, user: 'ann' }],
  ])('%s', (_, line, fields) => {
    expect(fieldReader(formatOf(false)).all(line)).toEqual({ peer: '10.0.0.9', ...fields });
  });

  it('on a local socket, where programs omit the host, treats the first word as text', () => {
    const line = '<13>Nov 28 20:20:08 disk is full';
    expect(fieldReader(formatOf(true)).all(line)).toMatchObject({ message: 'disk is full' });
    expect(fieldReader(formatOf(true)).all('<13>Nov 28 20:20:08 vm app: x')).toMatchObject({ host: 'vm' });
  });

  it('reads arbitrary bytes without failing, in linear time', () => {
    const piece = fc.constantFrom(
      '<13>',
      '1 ',
      '- ',
      'Nov 28 20:20:08 ',
      'vm ',
      'a:',
      '[',
      ']',
      '"',
      '\\',
      '[a b="',
      '\n',
      '\0',
      '\xff',
      '=',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.boolean(), (pieces, isLocal) => {
        const line = pieces.join('');
        const { messageAt } = readSyslogHead(line, isLocal);
        return messageAt >= 0 && messageAt <= line.length;
      }),
      { numRuns: 2000 },
    );
    const started = performance.now();
    for (const hostile of ['[a b="c"]', 'a ', ' ', 'a[1', '\\"', 'a='])
      readSyslogHead(`<1>1 2026-11-28T20:20:08Z h t 1 m ${hostile.repeat(30_000)}`);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
