import { type FieldLayout, pattern } from './layout.ts';

/** Matches the start of a head that is not a host name: a level in capitals. */
const NO_HOST = /^(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|SEVERE|FATAL|CRITICAL)$/i;
const isHost = (text: string | undefined): boolean => text === undefined || !NO_HOST.test(text);

const SEVERITY = /^(?:emerg|alert|crit|err|error|warn|warning|notice|info|debug)$/;
const isSeverity = (text: string | undefined): boolean => text !== undefined && SEVERITY.test(text);

const TAG = '(?<tag>[^ \\t:\\[\\]"=]+)';
const PID_MARK = '\\[%\\]';

const UNESCAPED = '[^|\\\\]*(?:\\\\.[^|\\\\]*)*';
const CEF = `CEF:\\d+\\|(?<vendor>${UNESCAPED})\\|(?<product>${UNESCAPED})\\|(?<version>${UNESCAPED})\\|(?<signature>${UNESCAPED})\\|(?<name>${UNESCAPED})\\|(?<severity>[A-Za-z0-9-]*)\\|(?<extension>.*)$`;
const LEEF =
  'LEEF:\\d[.0-9]*\\|(?<vendor>[^|]*)\\|(?<product>[^|]*)\\|(?<version>[^|]*)\\|(?<signature>[^|]*)\\|(?<leef>.*)$';
const CEF_EXAMPLE = 'CEF:0|Example|Firewall|1.0|100|port scan|9|src=10.0.0.9 msg=a\\=b c';
const CEF_FIELDS = {
  vendor: 'Example',
  product: 'Firewall',
  version: '1.0',
  signature: '100',
  name: 'port scan',
  severity: '9',
  src: '10.0.0.9',
  msg: 'a=b c',
};
const LEEF_EXAMPLE = 'LEEF:2.0|Example|Firewall|1.0|100|^|src=10.0.0.9^sev=9';
const LEEF_FIELDS = {
  vendor: 'Example',
  product: 'Firewall',
  version: '1.0',
  signature: '100',
  src: '10.0.0.9',
  sev: '9',
};

/**
 * Syslog, and the prefixes that container runtimes, service managers and platforms add to other programs'
 * lines.
 */
export const SYSTEM_LAYOUTS: readonly FieldLayout[] = [
  // Parsed by `core/syslog/message`; this row describes such lines to a host's tools.
  {
    name: 'rfc5424',
    after: 'start',
    first: '<',
    pattern: pattern(
      '<(?<priority>\\d{1,3})>\\d{1,2} {WORD} (?<host>{WORD}) (?<tag>{WORD}) (?<pid>{WORD}) (?<msgid>{WORD}) ' +
        '(?<data>-|(?:\\[[^ \\]="]+(?: [^ \\]="]+="{QUOTED}")*\\])+)(?: (?:\\xef\\xbb\\xbf)?(?<rest>.*))?$',
    ),
    wraps: true,
    example:
      '<35>1 2026-11-20T14:02:11.204Z web-1 sshd 871 LOGIN [origin ip="10.0.0.9" try="3"] error: refused',
    fields: {
      host: 'web-1',
      tag: 'sshd',
      pid: 871,
      msgid: 'LOGIN',
      facility: 'auth',
      severity: 'err',
      origin: { ip: '10.0.0.9', try: '3' },
      message: 'error: refused',
    },
  },
  {
    name: 'cri',
    after: 'time',
    next: 's',
    needs: ' std',
    pattern: pattern(' (?<stream>stdout|stderr) [FP] (?<rest>.*)$'),
    wraps: true,
    example: '2026-11-20T14:02:11.204567891Z stderr F no route',
    fields: { stream: 'stderr', message: 'no route' },
  },
  {
    name: 'heroku',
    after: 'time',
    next: 'ah',
    needs: ']: ',
    pattern: pattern(' (?<tag>app|heroku)\\[(?<process>[a-z0-9_.-]+)\\]: ?(?<rest>.*)$'),
    wraps: true,
    example: '2026-11-20T14:02:11.204567+00:00 app[web.1]: no route',
    fields: { tag: 'app', process: 'web.1', message: 'no route' },
  },
  {
    name: 'openwrt',
    after: 'time',
    next: 'a-z',
    needs: ':',
    pattern: pattern(
      ` (?<facility>[a-z]+[0-7]?)\\.(?<severity>[a-z]+) ${TAG}(?:\\[(?<pid>\\d+)\\])?: ?(?<rest>.*)$`,
    ),
    wraps: true,
    accepts: ['severity', isSeverity],
    marks: { pid: PID_MARK },
    example: 'Fri Nov 20 14:02:11 2026 daemon.err dnsmasq[871]: no route',
    fields: { facility: 'daemon', severity: 'err', tag: 'dnsmasq', pid: 871, message: 'no route' },
  },
  {
    name: 'cef',
    after: 'start',
    first: 'C',
    needs: 'CEF:',
    pattern: pattern(CEF),
    example: CEF_EXAMPLE,
    fields: CEF_FIELDS,
  },
  {
    name: 'leef',
    after: 'start',
    first: 'L',
    needs: 'LEEF:',
    pattern: pattern(LEEF),
    example: LEEF_EXAMPLE,
    fields: LEEF_FIELDS,
  },
  {
    name: 'cef',
    after: 'time',
    next: 'A-Za-z0-9_.:%-',
    needs: ' CEF:',
    pattern: pattern(` (?<host>[A-Za-z0-9_.:%-]+) ${CEF}`),
    example: `2026-11-20T14:02:11Z fw-1 ${CEF_EXAMPLE}`,
    fields: { host: 'fw-1', ...CEF_FIELDS },
  },
  {
    name: 'leef',
    after: 'time',
    next: 'A-Za-z0-9_.:%-',
    needs: ' LEEF:',
    pattern: pattern(` (?<host>[A-Za-z0-9_.:%-]+) ${LEEF}`),
    example: `2026-11-20T14:02:11Z fw-1 ${LEEF_EXAMPLE}`,
    fields: { host: 'fw-1', ...LEEF_FIELDS },
  },
  {
    name: 'syslog',
    after: 'time',
    next: 'A-Za-z0-9_.:%-',
    needs: ':',
    pattern: pattern(` (?<host>[A-Za-z0-9_.:%-]+) ${TAG}\\[(?<pid>\\d+)\\]: ?(?<rest>.*)$`),
    wraps: true,
    accepts: ['host', isHost],
    marks: { pid: PID_MARK },
    example: 'Nov 20 14:02:11 web-1 sshd[871]: error: refused',
    fields: { host: 'web-1', tag: 'sshd', pid: 871, message: 'error: refused' },
  },
  {
    name: 'syslog',
    after: 'time',
    next: 'A-Za-z0-9_.:%-',
    needs: ':',
    pattern: pattern(' (?<host>[A-Za-z0-9_.:%-]+) (?<tag>[A-Za-z0-9_./()@-]+): ?(?<rest>.*)$'),
    wraps: true,
    // Only after a time as syslog writes it: see `extract`.
    accepts: ['host', isHost],
    example: 'Nov 20 14:02:11 web-1 kernel: usb 1-1: new device',
    fields: { host: 'web-1', tag: 'kernel', message: 'usb 1-1: new device' },
  },
  {
    name: 'syslog',
    after: 'time',
    next: 'A-Za-z0-9_./()@-',
    needs: ':',
    pattern: pattern(' (?<tag>[A-Za-z0-9_./()@-]+)\\[(?<pid>\\d+)\\]: (?<rest>.*)$'),
    wraps: true,
    marks: { pid: PID_MARK },
    example: '<27>Nov 20 14:02:11 sshd[871]: refused',
    fields: { facility: 'daemon', severity: 'err', tag: 'sshd', pid: 871, message: 'refused' },
  },
  {
    name: 'logcat',
    after: 'time',
    next: ' 0-9',
    pattern: pattern(' +(?<pid>\\d+) +(?<thread>\\d+) [VDIWEFAS] (?<tag>[^ \\t:]+) *: ?(?<rest>.*)$'),
    example: '11-20 14:02:11.204   871   872 E ActivityManager: refused',
    fields: { pid: 871, thread: '872', tag: 'ActivityManager', message: 'refused' },
  },
  {
    name: 'logcat',
    after: 'time',
    next: 'VDIWEFAS',
    pattern: pattern(' [VDIWEFAS]/(?<tag>[^ \\t(]+) *\\( *(?<pid>\\d+)\\): ?(?<rest>.*)$'),
    example: '11-20 14:02:11.204 E/ActivityManager(  871): refused',
    fields: { pid: 871, tag: 'ActivityManager', message: 'refused' },
  },
  {
    name: 'logcat',
    after: 'start',
    first: 'VDIWEFAS',
    pattern: pattern('[VDIWEFAS]/(?<tag>[^ \\t(]+) *\\( *(?<pid>\\d+)\\): ?(?<rest>.*)$'),
    example: 'E/ActivityManager(  871): refused',
    fields: { pid: 871, tag: 'ActivityManager', message: 'refused' },
  },
  {
    name: 'compose',
    after: 'start',
    needs: '| ',
    pattern: pattern('(?<container>[A-Za-z0-9][A-Za-z0-9_.-]*) *\\| (?<rest>.*)$'),
    // A number and a bar is a line of a listing.
    accepts: ['container', name => /[A-Za-z]/.test(name ?? '')],
    wraps: true,
    example: 'web-1  | no route',
    fields: { container: 'web-1', message: 'no route' },
  },
  {
    name: 'kubectl',
    after: 'start',
    first: '[',
    pattern: pattern('\\[pod/(?<pod>[a-z0-9.-]+)/(?<container>[a-z0-9.-]+)\\] (?<rest>.*)$'),
    wraps: true,
    example: '[pod/shop-6d4f/web] no route',
    fields: { pod: 'shop-6d4f', container: 'web', message: 'no route' },
  },
];
