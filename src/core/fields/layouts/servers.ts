import { type FieldLayout, pattern } from './layout.ts';

const SEVERITY =
  '(?:DEBUG[1-5]?|INFO|NOTICE|WARNING|ERROR|LOG|FATAL|PANIC|DETAIL|HINT|QUERY|CONTEXT|STATEMENT|LOCATION)';

/** Matches the host and tag of a syslog message, which are no part of PostgreSQL's own prefix. */
const SYSLOG_TAG = /^ [A-Za-z0-9_.:%-]+ [^ :[\]]+\[\d+\]: /;
const isOwnPrefix = (text: string | undefined): boolean => text !== undefined && !SYSLOG_TAG.test(text);

const isWord = (text: string | undefined): boolean => text !== undefined && /^[A-Za-z]+$/.test(text);

/** Servers with their own line formats. */
export const SERVER_LAYOUTS: readonly FieldLayout[] = [
  {
    name: 'postgres',
    after: 'time',
    needs: ':  ',
    pattern: pattern(`(?<prefix>[ :](?:[^ \\t]+ ){0,8}?[^ \\t]*?)${SEVERITY}:  (?<rest>.*)$`),
    accepts: ['prefix', isOwnPrefix],
    example: '2026-11-20 14:02:11.204 UTC [871] ann@shop LOG:  duration: 812.000 ms  statement: SELECT 1',
    fields: {
      pid: 871,
      user: 'ann',
      database: 'shop',
      duration: 0.812,
      message: 'duration: 812.000 ms  statement: SELECT 1',
    },
  },
  {
    name: 'postgres',
    after: 'time',
    needs: ',',
    pattern: pattern(
      ',(?:"(?<user>[^"]*)")?,(?:"(?<database>[^"]*)")?,(?<pid>\\d+),(?:"(?<client>[^":]*)[^"]*")?,(?<session>[0-9a-f.]*),\\d*,' +
        '(?:"(?<command>[^"]*)")?,[^,]*,[^,]*,\\d*,[A-Z0-9]+,(?<sqlstate>[0-9A-Z]{5}),(?:"(?<rest>(?:[^"]|"")*)")?',
    ),
    marks: { pid: ',%,' },
    example:
      '2026-11-20 14:02:11.204 UTC,"ann","shop",871,"10.0.0.9:5432",5f1c.367,1,"SELECT",2026-11-20 14:00:00 UTC,3/4,0,ERROR,42P01,"no relation"',
    fields: {
      user: 'ann',
      database: 'shop',
      pid: 871,
      client: '10.0.0.9',
      session: '5f1c.367',
      command: 'SELECT',
      sqlstate: '42P01',
      message: 'no relation',
    },
  },
  // The numbers that it gives to messages and their parts, behind a syslog tag
  {
    name: 'postgres',
    after: 'start',
    first: '[',
    pattern: pattern('\\[\\d+-\\d+\\] (?<rest>.*)$'),
    wraps: true,
    example: '[3-1] 2026-11-20 14:02:11.204 UTC [871] ann@shop ERROR:  refused',
    fields: { pid: 871, user: 'ann', database: 'shop', message: 'refused' },
  },
  {
    name: 'mysql',
    after: 'time',
    next: '0-9',
    needs: ' [',
    pattern: pattern(
      ' (?<connection>\\d+) \\[(?<level>[A-Za-z]+)\\](?: \\[(?<code>MY-\\d+)\\] \\[(?<component>[A-Za-z_ ]+)\\])? (?<rest>.*)$',
    ),
    accepts: ['level', isWord],
    example: '2026-11-20T14:02:11.204567Z 12 [ERROR] [MY-010055] [Server] Unable to resolve 10.0.0.9',
    fields: {
      connection: 12,
      code: 'MY-010055',
      component: 'Server',
      message: 'Unable to resolve 10.0.0.9',
    },
  },
  {
    name: 'redis',
    after: 'start',
    first: '0-9',
    pattern: pattern(
      '(?<pid>\\d+):(?<role>[XCSM]) \\d{1,2} [A-Z][a-z]{2}(?: \\d{4})? [0-9:.]+ [.*#-] (?<rest>.*)$',
    ),
    marks: { pid: '%:[XCSM] ' },
    example: '871:M 20 Nov 2026 14:02:11.204 # Out of memory',
    fields: { pid: 871, role: 'M', message: 'Out of memory' },
  },
  {
    name: 'mongodb',
    after: 'time',
    next: 'FEWID',
    needs: ' [',
    pattern: pattern(' [FEWID]\\d? +(?<component>[A-Z_-]+) +\\[(?<thread>[^\\]]+)\\] (?<rest>.*)$'),
    example: '2026-11-20T14:02:11.204+0000 E NETWORK  [conn12] refused',
    fields: { component: 'NETWORK', thread: 'conn12', message: 'refused' },
  },
  {
    name: 'glog',
    after: 'start',
    first: 'IWEFD',
    pattern: pattern(
      '[IWEFD]\\d{4,8} \\d\\d:\\d\\d:\\d\\d\\.\\d+ +(?<thread>\\d+) (?<file>[^ \\t:\\]]+):(?<line>\\d+)\\] ?(?<rest>.*)$',
    ),
    marks: { line: ':%\\]' },
    example: 'E1120 14:02:11.204567     871 server.go:123] refused',
    fields: { thread: '871', file: 'server.go', line: 123, message: 'refused' },
  },
  {
    name: 'nginx',
    after: 'time',
    next: '[',
    needs: '#',
    pattern: pattern(' \\[[a-z]+\\] (?<pid>\\d+)#(?<thread>\\d+): (?:\\*(?<connection>\\d+) )?(?<rest>.*)$'),
    marks: { pid: ' %#[0-9]', connection: '[*]% ' },
    example:
      '2026/11/20 14:02:11 [error] 871#872: *7 connect() failed, client: 10.0.0.9, server: shop, request: "GET /cart HTTP/1.1", upstream: "http://10.1.1.1:80/", host: "shop.example"',
    fields: {
      pid: 871,
      thread: '872',
      connection: 7,
      client: '10.0.0.9',
      server: 'shop',
      method: 'GET',
      path: '/cart',
      protocol: 'HTTP/1.1',
      upstream: 'http://10.1.1.1:80/',
      host: 'shop.example',
      message: 'connect() failed',
    },
  },
  {
    name: 'apache',
    after: 'start',
    first: '[',
    needs: ' AH',
    pattern: pattern(
      '\\[[A-Z][a-z]{2} [^\\]]{8,40}\\] \\[(?:(?<component>[a-z0-9_-]*):)?[a-z]+[0-9]?\\](?: \\[pid (?<pid>\\d+)(?::tid (?<thread>\\d+))?\\])?' +
        ' \\((?<errno>\\d+)\\)(?<cause>[^:]{1,200}): (?:\\[(?:client|remote) (?<address>[^\\] ]+)\\] )?(?<code>AH\\d{5}): (?<rest>.*)$',
    ),
    marks: { pid: '\\[pid %[]:]' },
    example:
      '[Fri Nov 20 14:02:11.204567 2026] [proxy:error] [pid 871:tid 872] (111)Connection refused: AH00957: HTTP: attempt to connect failed',
    fields: {
      component: 'proxy',
      pid: 871,
      thread: '872',
      errno: '111',
      cause: 'Connection refused',
      code: 'AH00957',
      message: 'HTTP: attempt to connect failed',
    },
  },
  {
    name: 'apache',
    after: 'start',
    first: '[',
    pattern: pattern(
      '\\[[A-Z][a-z]{2} [^\\]]{8,40}\\] \\[(?:(?<component>[a-z0-9_-]*):)?[a-z]+[0-9]?\\](?: \\[pid (?<pid>\\d+)(?::tid (?<thread>\\d+))?\\])?' +
        '(?: \\[(?:client|remote) (?<address>[^\\] ]+)\\])? (?:(?<code>AH\\d{5}): )?(?<rest>.*)$',
    ),
    marks: { pid: '\\[pid %[]:]' },
    example:
      '[Fri Nov 20 14:02:11.204567 2026] [core:error] [pid 871:tid 872] [client 10.0.0.9:4711] AH00128: File does not exist: /cart',
    fields: {
      component: 'core',
      pid: 871,
      thread: '872',
      client: '10.0.0.9',
      code: 'AH00128',
      message: 'File does not exist: /cart',
    },
  },
  {
    name: 'ruby',
    after: 'start',
    first: 'DIWEFAU',
    pattern: pattern('[DIWEFAU], \\[[^ \\]]+ +#(?<pid>\\d+)\\] +[A-Z]+ -- (?<tag>[^ \\t:]*): (?<rest>.*)$'),
    wraps: true,
    marks: { pid: '#%\\]' },
    example: 'E, [2026-11-20T14:02:11.204567 #871] ERROR -- shop: method=GET status=500',
    fields: { pid: 871, tag: 'shop', method: 'GET', status: '500' },
  },
  {
    name: 'python',
    after: 'start',
    first: 'DIWEC',
    pattern: pattern(
      '(?:DEBUG|INFO|WARNING|ERROR|CRITICAL):(?<logger>[A-Za-z_][A-Za-z0-9_.-]*):(?<rest>.*)$',
    ),
    example: 'ERROR:shop.cart:refused',
    fields: { logger: 'shop.cart', message: 'refused' },
  },
  // Loggers whose heads are not made of words in brackets
  {
    name: 'go',
    after: 'time',
    next: 'A-Za-z0-9_/@-',
    needs: '.go:',
    pattern: pattern(' (?<file>[A-Za-z0-9_/@-]+\\.go):(?<line>\\d+): (?<rest>.*)$'),
    wraps: true,
    marks: { line: '[.]go:%: ' },
    example: '2026/11/20 14:02:11 cart/main.go:12: refused',
    fields: { file: 'cart/main.go', line: 12, message: 'refused' },
  },
  {
    name: 'log4js',
    after: 'start',
    first: '[',
    pattern: pattern(
      '\\[\\d{4}-[0-9-]{5}T[0-9:.]{8,12}\\] \\[(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL|MARK)\\] (?<logger>[A-Za-z_][\\w.-]*) - (?<rest>.*)$',
    ),
    example: '[2026-11-20T14:02:11.204] [ERROR] cart - refused',
    fields: { logger: 'cart', message: 'refused' },
  },
  {
    name: 'nats',
    after: 'start',
    first: '[',
    pattern: pattern(
      '\\[(?<pid>\\d+)\\] \\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d[0-9.]* \\[(?:TRC|DBG|INF|WRN|ERR|FTL)\\] (?<rest>.*)$',
    ),
    marks: { pid: '\\[%\\] ' },
    example: '[871] 2026/11/20 14:02:11.204567 [ERR] refused',
    fields: { pid: 871, message: 'refused' },
  },
  {
    name: 'nlog',
    after: 'time',
    needs: '|',
    pattern: pattern(
      '\\|(?:\\d+\\|)?(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\\|(?<logger>[A-Za-z_][\\w.+`]*)\\|(?<rest>.*)$',
    ),
    example: '2026-11-20 14:02:11.2045|ERROR|Shop.Cart|refused|id=7',
    fields: { logger: 'Shop.Cart', message: 'refused|id=7' },
  },
  {
    name: 'loguru',
    after: 'time',
    next: '|',
    pattern: pattern(' \\| [A-Z]+ *\\| (?<logger>[A-Za-z_][\\w.]*):[\\w<>]+:(?<line>\\d+) - (?<rest>.*)$'),
    marks: { line: ':% - ' },
    example: '2026-11-20 14:02:11.204 | ERROR    | shop.cart:pay:12 - refused',
    fields: { logger: 'shop.cart', line: 12, message: 'refused' },
  },
  {
    name: 'env_logger',
    after: 'no time',
    first: '[',
    needs: '] ',
    pattern: pattern(
      '\\[\\d{4}-[0-9-]{5}T[0-9:.]{8,18}Z (?:TRACE|DEBUG|INFO|WARN|ERROR) +(?<logger>[A-Za-z_][\\w:]*)\\] (?<rest>.*)$',
    ),
    example: '[2026-11-20T14:02:11Z ERROR shop::cart] refused',
    fields: { logger: 'shop::cart', message: 'refused' },
  },
];
