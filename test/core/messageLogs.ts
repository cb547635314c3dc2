import fc from 'fast-check';

/** What programs print: messages, some with a level, traces, and lines that continue something. */
const USUAL = [
  ...['Failed password for root', 'pam_unix(sshd:auth): authentication failure', 'session opened for x'],
  ...['Accepted publickey for deploy', 'connection from 10.0.0.7'],
];
const RARE = [
  ...['error: Received disconnect', 'warning: low on space', 'fatal: Write failed', 'error: Received {'],
  ...['Received disconnect {', 'panic: x', 'exit status 1', 'Traceback (most recent call last):'],
  ...['  File "x", line 1', 'ValueError: x', '\tat a.B.c(B.java:1)', '}', 'Caused by: x', 'main.main()'],
  ...['goroutine 1 [running]:', 'Error: refused by all', '<3>x', '{"level":"info"}', 'imap(ann): Error: x'],
  ...['Error in x', 'error (5)', `plain ${'x'.repeat(5000)}`, 'colour \x1b[31mred', 'zero\0', 'cr and lf\r'],
  ...[
    '#033[31mred words',
    'panic in x',
    'pam(x)<y> Error: z',
    'pam(x): error',
    'debug1 is',
    'BTRFS error (x)',
  ],
];

const HOSTS = ['web-1', 'web-1', 'web-1', 'LabSZ', 'db.example.com', 'WARN', 'utc'];
const DAYS = ['Nov 20', 'Nov 20', 'Nov 20', 'Feb 28', 'Feb 29', 'Jan 31', 'Jun 31', 'Dec  1'];

/** Messages whose first word is followed by none. */
export const LONG = 'words '.repeat(15);
const NUMBERED = [
  `request 87740 took ${LONG}`,
  `PAM 5 more ${LONG}`,
  `user: ${LONG}`,
  `worker 2026 ${LONG}`,
  'ready.',
];
const PRIORITIES = [14, 14, 14, 14, 30, 86, 191, 13, 12, 11, 11, 8, 192, 999];
const TIMES = ['11:02', '11:02', '11:02', '11:02.204Z', '11:02+01:00', '11:60'];

/** The lines of logs to which many programs write messages, few of which have a level. */
export const messageLog = fc
  .record({
    form: fc.constantFrom('bsd', 'bsd', 'priority', 'priority', 'both'),
    numbered: fc.constantFrom(0, 2, 9, 9, 9),
    processes: fc.constantFrom(2, 5, 40, 400),
    rare: fc.constantFrom(2, 10, 100, 1000),
    hosts: fc.constantFrom(1, 1, HOSTS.length),
    lines: fc.array(
      fc.tuple(fc.nat(400), fc.nat(300), fc.nat(10_000), fc.nat(RARE.length - 1), fc.nat(DAYS.length - 1)),
      { minLength: 100, maxLength: 900, size: 'max' },
    ),
  })
  .map(({ form, numbered, processes, rare, hosts, lines }) =>
    lines.map(([process, tag, chance, index, day]) => {
      const usual = process % 10 < numbered ? NUMBERED : USUAL;
      const message = chance % rare === 0 ? RARE[index]! : usual[index % usual.length]!;
      if (form === 'priority' || (form === 'both' && index % 2 === 0)) {
        const priority = PRIORITIES[chance % rare === 0 ? tag % PRIORITIES.length : index % 7]!;
        const time = `2026-11-2${day}T14:${TIMES[tag < 250 ? 3 : index % TIMES.length]}`;
        const app = ['kernel', 'shop.x', 'ERROR', '-', '2026', 'a[7]'][tag] ?? 'shop';
        const rest = tag === 9 ? '[x@1 a="b ] c"]' : '-';
        const host = HOSTS[chance % hosts];
        return `<${priority}>${tag === 8 ? 2 : 1} ${time} ${host} ${app} ${process % processes} ID47 ${rest} ${message}`;
      }
      const host = HOSTS[chance % hosts]!;
      const head = `${tag < 250 ? 'Nov 20' : DAYS[day]} ${tag === 0 ? '24:00:00' : '14:02:11'} ${host}`;
      const name = [
        'kernel',
        `${'x'.repeat(70)}[${process}]`,
        'abcd-ef-gh[1]',
        'dbus-daemon[7]',
        'error',
        'CRON[x]',
        'kernel[1]',
      ][tag];
      return tag === 7
        ? message
        : `${head} ${name ?? (tag < 60 ? 'logrotate' : `sshd[${process % processes}]`)}: ${message}`;
    }),
  );
