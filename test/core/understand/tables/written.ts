import { encodeText } from '../../../../src/core/bytes.ts';

/** Formats an instant, in UTC, according to a pattern. */
export const written = (pattern: string, instant: number): string => {
  const date = new Date(instant);
  const [weekday, day, month, year, clock] = date.toUTCString().split(' ');
  const [hour, minute, second] = clock!.split(':');
  const millis = String(date.getUTCMilliseconds()).padStart(3, '0');
  const number = (text: string): string => String(Number(text));
  const iso = date.toISOString();
  const tokens: Readonly<Record<string, string>> = {
    yyyy: year!,
    yy: year!.slice(2),
    MMM: month!,
    MON: month!.toUpperCase(),
    MM: iso.slice(5, 7),
    M: number(iso.slice(5, 7)),
    dd: day!,
    _d: number(day!).padStart(2),
    d: number(day!),
    EEE: weekday!.slice(0, 3),
    HH: hour!,
    _H: number(hour!).padStart(2),
    H: number(hour!),
    h: String(Number(hour) % 12 || 12),
    mm: minute!,
    m: number(minute!),
    ss: second!,
    s: number(second!),
    'Ah:mm:ss': `${encodeText(Number(hour) < 12 ? '上午' : '下午')}${Number(hour) % 12 || 12}:${minute}:${second}`,
    a: Number(hour) < 12 ? 'AM' : 'PM',
    ':F': `:${millis}`,
    F: `.${millis}`,
    f: `.${millis}`,
    z: ' +0000',
    O: '+000',
    ' at ': ' at ',
    __: '_',
    '~': ' ',
    '&': '|',
    '!': '',
    SECONDS: String(Math.floor(instant / 1000)),
    MILLIS: String(instant),
    MICROS: `${instant}000`,
    NANOS: `${instant}000000`,
    EXPONENT: `${(instant / 1e12).toFixed(12).replace(/0+$/, '')}e+09`,
    TAI64: `@40000000${(Math.floor(instant / 1000) + 10).toString(16)}${(date.getUTCMilliseconds() * 1e6).toString(16).padStart(8, '0')}`,
    'n/n/n': `${iso.slice(5, 7)}/${iso.slice(8, 10)}/${year}`,
    'n-n-n': `${iso.slice(8, 10)}-${iso.slice(5, 7)}-${year}`,
    'N/N/N': `${iso.slice(5, 7)}/${iso.slice(8, 10)}/${year}`,
    'N-N-N': `${iso.slice(8, 10)}-${iso.slice(5, 7)}-${year}`,
    'N.N.N': `${iso.slice(8, 10)}.${iso.slice(5, 7)}.${year}`,
    SSS: millis,
    'n.n.n': `${iso.slice(8, 10)}.${iso.slice(5, 7)}.${year}`,
  };
  return pattern.replace(
    /Ah:mm:ss|SECONDS|MILLIS|MICROS|NANOS|TAI64|EXPONENT|[nN][/.-][nN][/.-][nN]|SSS|yyyy|yy|MMM|MON| at |__|MM|M|EEE|dd|_d|d|HH|_H|H|h|mm|m|ss|s|:F|[FfzaO~&!]/g,
    token => tokens[token]!,
  );
};
