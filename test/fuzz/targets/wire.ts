import { toByteString } from '../../../src/core/bytes.ts';
import { parseHubUrl } from '../../../src/core/relay/hubUrl.ts';
import { logField, readLogField } from '../../../src/core/relay/names.ts';
import { readSegment, readTable, writeTable } from '../../../src/core/relay/segment.ts';
import { placeId, readPlace } from '../../../src/core/relay/streamPlace.ts';
import { parseScheme } from '../../../src/core/sourceSchemes.ts';
import { TroubleError } from '../../../src/core/trouble.ts';
import { readEntry } from '../../../src/relay/hub/entryCodec.ts';
import { parseAddress } from '../../../src/syslog/address.ts';
import { parseMessage } from '../../../src/web/parseMessage.ts';
import { damaged } from '../inputs.ts';
import { type FuzzTarget, insist } from '../target.ts';

const SAMPLES = [
  '{"type":"ping"}',
  '{"type":"close","q":3,"source":1}',
  '{"type":"act","q":4,"action":{"kind":"retry","source":2}}',
  '{"after":"0-12","content":{"kind":"output","session":"abc"},"time":1,"marks":[{"kind":"gap","at":1,"since":0,"bytes":3,"why":"x"}]}',
  '{"after":null,"content":{"kind":"file","generation":{"inode":"1","head":{"length":0,"crc":0}}},"time":1,"marks":[]}',
  '[{"at":"1-0","after":"0-12","content":{"kind":"output","session":"abc"},"time":1,"marks":[]}]',
  '12-345',
  'redis://user:pw@cache:6379/0/shop/web-*:app',
  'rediss+sentinel://a:1,b:2/master/0/shop',
  '[fe80::1]:app.log',
  'web-1:app',
  'syslog+tls://[::1]:6514?cert=a&key=b&peers=x,y',
  'syslog+unix:/run/x.sock?mode=660',
  'syslog://0.0.0.0:514?sources=10&timezone=UTC',
];

const TOKENS = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ':',
  ',',
  '-',
  '/',
  '@',
  '?',
  '&',
  '=',
  '%',
  '..',
  '0',
  '-1',
  '1e400',
  '99999999999999999999',
  'null',
  'true',
  '__proto__',
  '"type":',
  '"at":',
  '\0',
  '\n',
  '\u2028',
  '\ud800',
  '\xff',
];

/** A server's replies may have any shape. */
const entriesOf = (input: Buffer, text: string): readonly unknown[] => [
  [text, ['b', input, 'n', `${input.length}`]],
  ['1-5', ['z', input, 'n', '5']],
  [Buffer.from('1-5'), ['h', input, 'n', '0']],
  ['1-5', [input, input]],
  ['1-5', text],
  [text],
  text,
  null,
];

export const wire: FuzzTarget = {
  name: 'wire',
  what: 'messages of pages, entries and names of a relay, URLs → parsers',
  make: random => damaged(random, [SAMPLES[random.whole(0, SAMPLES.length - 1)]!], TOKENS),
  run(input) {
    const text = input.toString();
    const message = parseMessage(text);
    insist(message.ok || message.problem !== '', 'no problem is named');
    const place = readPlace(text);
    if (place !== null) insist(placeId(readPlace(placeId(place))!) === placeId(place), 'a place changes');
    readSegment({ segment: 1, end: 0 } as never, text);
    const table = readTable(text);
    insist(readTable(writeTable(table)).length === table.length, 'a segment is lost by writing it');
    for (const reply of entriesOf(input, text)) readEntry(reply as never);
    const name = readLogField('shop', text);
    if (name !== null) insist(readLogField('shop', logField(name)) !== null, 'a name cannot be read again');
    parseHubUrl(text);
    const source = parseScheme(toByteString(input));
    if (source?.ok && source.place.scheme.startsWith('syslog')) {
      try {
        parseAddress(source.place);
      } catch (error) {
        if (!(error instanceof TroubleError)) throw error;
        insist(error.trouble.message !== '', 'no message');
      }
    }
    return message.ok ? 'a message' : table.length > 0 ? 'a table' : 'refused';
  },
};
