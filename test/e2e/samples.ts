/** The log files on which options are tried: created once, the same each time. */
export const SAMPLES: Readonly<Record<string, Buffer>> = {
  plain: Buffer.from(plain()),
  hostile: Buffer.from(hostile(), 'latin1'),
  tiny: Buffer.from('ERROR Exception in order 1: no newline at the end'),
  empty: Buffer.alloc(0),
};

/** Output of a service: 400 lines of requests, errors with a stack trace, an occasional empty line. */
function plain(): string {
  const lines = Array.from({ length: 320 }, (_, i) => plainLines(i)).flat();
  return `${lines.join('\n')}\n`;
}

function plainLines(i: number): string[] {
  const time = `2026-11-20T10:${String(Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}Z`;
  if (i % 40 === 13) {
    return [
      `${time} ERROR order ${i} failed: java.lang.NullPointerException: café`,
      '\tat shop.Cart.total(Cart.java:42)',
      '\tat shop.Order.place(Order.java:101)',
      `Caused by: java.io.IOException: disk ${i}`,
    ];
  }
  if (i % 29 === 7) return [`${time} WARN slow order ${i}, ${i * 3} ms`, ''];
  if (i === 200) return [`${time} FATAL Exception in thread "main" a.b*c[1] A.B*C[1]`];
  if (i % 17 === 5)
    return [`${time} INFO paid $${i}.${String(i % 100).padStart(2, '0')} (touch pwn) $(touch pwn) 'quoted'`];
  return [`${time} INFO ${i % 3 ? 'GET' : 'POST'} /cart/${i} 200`];
}

/** Bytes that break careless tools, one latin1 character per byte. The last line has no newline. */
function hostile(): string {
  const every = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join('');
  return [
    '\xef\xbb\xbfINFO byte order mark\n',
    'ERROR carriage return Exception\r\n',
    '\r\n',
    'INFO lone \r carriage \r return\n',
    'ERROR with \0 a NUL Exception order \0\0\n',
    'INFO split UTF-8 \xc3 \xe2\x82 \xf0\x9f\x98 Exception\n',
    `${every}\n`,
    '\n\n   \n\t\n',
    '\x1b[31mERROR red Exception\x1b[0m \x1b]0;title\x07 \x9b2J\n',
    `INFO long ${'x'.repeat(200_000)} Exception order\n`,
    `ERROR long ${'\xff'.repeat(70_000)}\n`,
    ...Array.from(
      { length: 60 },
      (_, i) =>
        `${i % 3 ? 'INFO' : 'WARN'} order \xe9${i} \0 ${i % 5 ? 'calm' : 'Exception'} caf\xc3\xa9 \r\n`,
    ),
    '-- \n--\n',
    'FATAL $(touch pwn) `touch pwn` %s%n%x \\n \\0 \'"\n',
    'ERROR the last line: Exception, no newline \0 \xff',
  ].join('');
}
