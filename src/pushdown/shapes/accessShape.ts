import type { ByteString } from '../../core/bytes.ts';
import { namesOf } from '../../core/fields/words.ts';
import type { LineNeeds } from './needs.ts';
import { DATE_PARTS, hashEre, inSlashes, joined, type LineShape, type ShapeValue } from './shape.ts';

/** Fields that can be extracted from a line of an access log. */
const FIELDS = [
  'client',
  'user',
  'method',
  'path',
  'query',
  'protocol',
  'status',
  'bytes',
  'referrer',
  'agent',
] as const;
type Field = (typeof FIELDS)[number];

/** What else a line of this format may contain. */
const OTHERS = ['host', 'request', 'duration', 'frontend', 'upstream', 'request_id', 'span', 'message'];

const { year, clock, offset } = DATE_PARTS;
const LONG = 'Jan|Mar|May|Jul|Aug|Oct|Dec';
const DAY = `((0[1-9]|1[0-9]|2[0-8])/(${LONG}|Apr|Jun|Sep|Nov|Feb)|(29|30)/(${LONG}|Apr|Jun|Sep|Nov)|31/(${LONG}))`;
const CLIENT = '([0-9]+[.][0-9]+[.][0-9]+[.][0-9]+|[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*)';
const HEAD = `${CLIENT} - [^ "\t\\[]+ \\[${DAY}/${year}:${clock} [+-]${offset}[03]0\\] `;
/** The same for addresses and users of the usual lengths. */
const SHORT_HEAD = HEAD.replace(
  '[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+',
  '[0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3}',
)
  .replace('|[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*', '')
  .replace('[^ "\t\\[]+', '[^ "#\x01-\x1f\\[]{1,40}');
/** Returns an ERE of what is between quotes, without escape sequences. */
const quotedText = (quote: string, escapes: string): string =>
  `${quote}([^"\\\\#\x01-\x1f]|${escapes === '' ? '' : `${escapes}|`}${hashEre(escapes)})*#*${quote}`;
const QUOTED = quotedText('"', '');
/** The same within a string of JSON, as container runtimes write it. */
const QUOTED_IN_JSON = quotedText('[\\\\]"', '[\\\\]u(003[ce]|0026|202[89])');
const NUMBERS = ' [1-9][0-9][0-9] ([0-9]+|-)';

/** A request whose parts are certain. */
const PLAIN_REQUEST = '^[A-Z]+ \\/[^ ]* [A-Z]+\\/[0-9.]+$';

const USER_FUNCTION = 'function us(s,i){i=index(s," - ")+3;s=substr(s,i);return substr(s,1,index(s," ")-1)}';
const BYTES_FUNCTION = 'function by(s,i){s=substr(s,6);i=index(s," ");return i?substr(s,1,i-1):s}';
const TARGET_FUNCTION =
  'function tg(s,q,i){s=substr(s,index(s," ")+1);s=substr(s,1,index(s," ")-1);i=index(s,"?");' +
  'return q?(i?substr(s,i+1):""):(i?substr(s,1,i-1):s)}';

/** Each field's value. */
const VALUES: Readonly<Record<Field, Pick<ShapeValue, 'code'> & Partial<ShapeValue>>> = {
  client: { code: 'substr($1,1,index($1," ")-1)' },
  user: { code: 'us($1)' },
  method: { code: 'substr($2,1,index($2," ")-1)', unless: `$2!~/${PLAIN_REQUEST}/` },
  path: { code: 'tg($2,0)', unless: `$2!~/${PLAIN_REQUEST}/` },
  query: { code: 'tg($2,1)', unless: `$2!~/${PLAIN_REQUEST}/` },
  protocol: {
    code: 'substr($2,length($2)-7)',
    unless: `$2!~/${PLAIN_REQUEST}/||$2!~/ HTTP\\/[0-9]\\.[0-9]$/`,
  },
  status: { code: 'substr($3,2,3)', isNumber: true },
  bytes: { code: 'by($3)', isNumber: true },
  referrer: { code: '$4' },
  agent: { code: '$6' },
};

/** Fields that a name may refer to. */
const fieldsNamed = (name: string): Field[] | null => {
  const names = namesOf(name).map(candidate => candidate.toLowerCase());
  return OTHERS.some(other => names.includes(other)) ? null : FIELDS.filter(field => names.includes(field));
};

const valueOfName = (name: string): ShapeValue | 'absent' | null => {
  const fields = fieldsNamed(name);
  if (fields === null || fields.length > 1) return null;
  const [field] = fields;
  return field === undefined ? 'absent' : { unless: null, isNumber: false, ...VALUES[field] };
};

/** Heads of longer lines are parsed locally. */
const MAX_HEAD = 250;

const REQUEST_FUNCTION =
  // `s` with unneeded parts replaced; anything but a plain request stays unchanged.
  'function rq(s,m,t,q,p,i,j){if(s!~/' +
  PLAIN_REQUEST +
  '/)return s;' +
  'i=index(s," ");j=i+index(substr(s,i+1)," ");' +
  'm=m?substr(s,1,i-1):"GET";p=p?substr(s,j+1):"HTTP/1.1";' +
  's=substr(s,i+1,j-i-1);i=index(s,"?");' +
  'q=q?(i?substr(s,i):""):"";if(t)s=i?substr(s,1,i-1):s;else s="/";' +
  'return m " " s q " " p}';

/**
 * Returns the shape of access logs of Apache and nginx, common and combined; null if more is requested than
 * can be extracted.
 */
export const accessShape = ({ fields, level, time }: LineNeeds): LineShape | null => {
  const asked = new Set<Field>();
  for (const name of fields) {
    const found = fieldsNamed(name);
    if (found === null) return null;
    for (const field of found) asked.add(field);
  }
  const has = (...names: Field[]): boolean => names.some(name => asked.has(name));
  const requestParts = has('method', 'path', 'query', 'protocol');
  const flags = (['method', 'path', 'query', 'protocol'] as const).map(name => (asked.has(name) ? 1 : 0));
  const [method, path, query, protocol] = flags;
  const line = joined([
    has('client') ? { code: 'substr($1,1,index($1," ")-1)' } : { text: '192.0.2.1' },
    { text: ' - ' },
    has('user') ? { code: 'us($1)' } : { text: '-' },
    { text: ' [' },
    stamp(time),
    { text: '] "' },
    requestParts ? { code: `rq($2,${method},${path},${query},${protocol})` } : { text: '-' },
    { text: '" ' },
    has('status') || level ? { code: 'substr($3,2,3)' } : { text: '200' },
    { text: ' ' },
    has('bytes') ? { code: 'by($3)' } : { text: '0' },
    ...(has('referrer', 'agent')
      ? [
          {
            code: joined([
              { text: '' },
              {
                code: `(NF<7?"":" \\"" ${has('referrer') ? '$4' : '"-"'} "\\" \\"" ${has('agent') ? '$6' : '"-"'} "\\"")`,
              },
            ]),
          },
        ]
      : []),
  ]);
  return {
    test:
      `index($0,"\\\\")==0&&(NF==3&&$3~${inSlashes(`^${NUMBERS}$`)}||NF>=7&&$5==" "&&$3~${inSlashes(`^${NUMBERS} $`)})` +
      `&&length($1)<${MAX_HEAD}&&$1~${inSlashes(`^${HEAD}$`)}`,
    // What follows does not affect the fields before it.
    ...(has('referrer', 'agent')
      ? {}
      : {
          patternTest: `$0~${inSlashes(`^${HEAD}"[^"\\\\]*"${NUMBERS}( |$)`)}&&length($1)<${MAX_HEAD}`,
          leading: (digits: readonly string[]): ByteString =>
            `^${SHORT_HEAD}"[^"\\\\]*" [${digits.join('')}][0-9][0-9] ([0-9]+|-)( |$)`,
        }),
    line,
    functions: [
      ...(requestParts ? [REQUEST_FUNCTION] : []),
      ...(has('path', 'query') ? [TARGET_FUNCTION] : []),
      ...(has('user') ? [USER_FUNCTION] : []),
      ...(has('bytes') ? [BYTES_FUNCTION] : []),
    ],
    value: valueOfName,
    level: { code: 'substr($3,2,3)', kind: 'status' },
    ere: `^${HEAD}"[^"\\\\]*"${NUMBERS}( "[^"\\\\]*" "[^"\\\\]*"[^\\\\]*)?$`,
    having: (digits, quoted = false) => {
      const text = quoted ? QUOTED_IN_JSON : QUOTED;
      const rest = quoted ? '[^"\\\\#\x01-\x1f]*' : '[^\\\\#\x01-\x1f]*';
      return `^${SHORT_HEAD}${text} [${digits.join('')}][0-9][0-9] ([0-9]+|-)( ${text} ${text}${rest})?$`;
    },
  };
};

/** Returns the time in brackets, to the requested precision. */
const stamp = (time: LineNeeds['time']): { readonly text: ByteString } | { readonly code: ByteString } => {
  const whole = 'substr($1,index($1,"[")+1,26)';
  switch (time) {
    case 'none':
      return { text: '01/Jan/2026:00:00:00 +0000' };
    case 'exact':
      return { code: whole };
    case 'minute':
      return { code: '(substr($1,index($1,"[")+1,17) ":00" substr($1,length($1)-7,6))' };
    case 'hour':
      // Not all time zones have whole-hour offsets.
      return {
        code: '(substr($1,index($1,"[")+1,substr($1,length($1)-3,2)=="00"?14:17) (substr($1,length($1)-3,2)=="00"?":00:00":":00") substr($1,length($1)-7,6))',
      };
  }
};
