/** One meaning that fields of many formats share. */
export interface FieldWord {
  /** The name used in output. */
  readonly word: string;
  /** The name in OpenTelemetry's semantic conventions; null if there is none. */
  readonly otel: string | null;
  /** Other accepted names. */
  readonly aliases: readonly string[];
  /** Keys used for it in JSON and logfmt, the most common first. */
  readonly keys: readonly string[];
  readonly number?: true;
  /** In text formats the value is computed, so it does not occur literally in the line. */
  readonly derived?: true;
  readonly what: string;
}

const word = (
  name: string,
  otel: string | null,
  what: string,
  { aliases = [], keys = [], ...more }: Partial<Omit<FieldWord, 'word' | 'otel' | 'what'>> = {},
): FieldWord => ({ word: name, otel, what, aliases, keys, ...more });

/** Part of an OpenTelemetry name; separate, because core must not mention Node's global of that name. */
const PROCESS = 'process';

/**
 * The words for fields, in the order of the manual. A word selects fields of text formats, and these keys
 * elsewhere.
 */
export const FIELD_WORDS: readonly FieldWord[] = [
  word('status', 'http.response.status_code', 'HTTP status', {
    number: true,
    keys: [
      'http.status_code',
      'http.status',
      'status_code',
      'statusCode',
      'sc_status',
      'response_code',
      'DownstreamStatus',
      'res.statusCode',
      'response.status',
    ],
  }),
  word('method', 'http.request.method', 'HTTP method', {
    keys: ['http.method', 'request_method', 'RequestMethod', 'cs_method', 'req.method', 'request.method'],
  }),
  word('path', 'url.path', 'path of the request, without its query', {
    keys: ['http.target', 'request.uri', 'RequestPath', 'req.url', 'request_uri', 'uri'],
  }),
  word('query', 'url.query', 'query of the request', { keys: ['query_string', 'http.query'] }),
  word('protocol', 'network.protocol.version', 'protocol of the request, such as HTTP/1.1', {
    keys: ['request.proto', 'RequestProtocol', 'server_protocol'],
  }),
  word('client', 'client.address', 'address of the client', {
    keys: [
      'source.ip',
      'client_ip',
      'clientip',
      'remote_addr',
      'remote_ip',
      'ClientHost',
      'request.remote_ip',
    ],
  }),
  word('user', 'user.name', 'user', { keys: ['enduser.id', 'username', 'user_name', 'remote_user'] }),
  word('bytes', 'http.response.body.size', 'size of the response in bytes', {
    number: true,
    keys: ['body_bytes_sent', 'bytes_sent', 'response_size', 'DownstreamContentSize', 'size'],
  }),
  word('duration', null, 'duration of the request or operation, in seconds', {
    number: true,
    derived: true,
    aliases: ['latency', 'elapsed'],
    keys: [
      'duration_s',
      'duration_seconds',
      'duration_ms',
      'durationMs',
      'duration_us',
      'duration_ns',
      'latency_ms',
      'latency_us',
      'elapsed_ms',
      'elapsedMs',
      'took_ms',
      'request_time',
      'responseTimeMs',
      'response_time_ms',
    ],
  }),
  word('referrer', null, 'referring page of the request', {
    aliases: ['referer'],
    keys: ['http_referer', 'http.request.referrer', 'request_Referer'],
  }),
  word('agent', 'user_agent.original', 'user agent', {
    aliases: ['user_agent'],
    keys: ['http_user_agent', 'http.user_agent', 'userAgent', 'request_User-Agent'],
  }),
  word('host', 'server.address', 'host named in the line: requested host, or syslog host', {
    aliases: ['hostname'],
    keys: ['host.name', 'http.host', 'http_host', 'vhost', 'RequestHost'],
  }),
  word('upstream', null, 'backend that answered', { keys: ['upstream_addr', 'ServiceAddr', 'backend'] }),
  word('server', null, 'server name in the configuration of HAProxy, nginx or another proxy', {
    keys: ['server_name'],
  }),
  word('frontend', null, 'frontend of a proxy', { keys: ['frontend_name'] }),
  word('thread', 'thread.name', 'thread', {
    keys: [`${PROCESS}.thread.name`, 'thread_name', 'threadName'],
  }),
  word('logger', null, 'logger, class or module', {
    keys: ['log.logger', 'logger_name', 'loggerName', 'SourceContext', 'name'],
  }),
  word('file', 'code.file.path', 'source file', { keys: ['log.origin.file.name', 'filename', 'pathname'] }),
  word('line', 'code.line.number', 'line in that file', {
    number: true,
    keys: ['log.origin.file.line', 'lineno'],
  }),
  word('tag', 'syslog.appname', 'syslog tag or application', {
    aliases: ['app'],
    keys: ['SYSLOG_IDENTIFIER', 'appname', 'application', 'application_name', 'program'],
  }),
  word('pid', `${PROCESS}.pid`, 'process id', { number: true, keys: ['_PID', 'process_id', 'SYSLOG_PID'] }),
  word('facility', 'syslog.facility.name', 'syslog facility', {
    derived: true,
    keys: ['syslog_facility', 'SYSLOG_FACILITY'],
  }),
  word('severity', 'syslog.severity.name', 'syslog severity', { derived: true }),
  word('peer', 'network.peer.address', 'address from which a syslog message was received'),
  word('msgid', 'syslog.msg.id', 'message id of RFC 5424'),
  word('database', 'db.namespace', 'database', {
    aliases: ['db'],
    keys: ['dbname', 'db_name', 'datname', 'db.name'],
  }),
  word('sqlstate', 'db.response.status_code', "PostgreSQL's error code", {
    keys: ['state_code', 'sql_state'],
  }),
  word('session', 'session.id', 'session', { keys: ['session_id', 'sessionId'] }),
  word('code', 'error.code', 'error code, such as MY-010055 or AH00128', {
    keys: ['error_code', 'errorCode'],
  }),
  word('component', null, 'part of the program', { aliases: ['module'], keys: ['subsystem', 'c'] }),
  word('role', null, "Redis' role: M, S, C or X"),
  word('connection', null, 'connection number', { number: true, keys: ['conn_id', 'connection_id'] }),
  word('trace', 'trace_id', 'trace id', { keys: ['traceId', 'trace.id', 'traceID', 'dd.trace_id'] }),
  word('span', 'span_id', 'span id', { keys: ['spanId', 'span.id', 'spanID', 'dd.span_id'] }),
  word('request_id', null, 'request id', { keys: ['requestId', 'x_request_id', 'req.id', 'reqId'] }),
  word('container', 'container.name', 'container', {
    keys: ['container_name', 'kubernetes.container_name', 'k8s.container.name'],
  }),
  word('pod', 'k8s.pod.name', 'pod', { keys: ['kubernetes.pod_name', 'kubernetes.pod.name', 'pod_name'] }),
  word('namespace', 'k8s.namespace.name', 'namespace', {
    keys: ['kubernetes.namespace_name', 'kubernetes.namespace'],
  }),
  word('stream', 'log.iostream', 'stdout or stderr'),
  word('message', 'body', 'rest of the record after its other fields', {
    aliases: ['msg'],
    keys: ['@message', 'short_message', 'MESSAGE', 'event', 'text', 'log'],
  }),
];

const BY_NAME: ReadonlyMap<string, FieldWord> = new Map(
  FIELD_WORDS.flatMap(row =>
    [row.word, ...(row.otel === null ? [] : [row.otel]), ...row.aliases].map(name => [name, row] as const),
  ),
);

/** Returns the word for a name, or null. */
export const wordOf = (name: string): FieldWord | null => BY_NAME.get(name) ?? null;

/** Returns every key under which the field `name` may be found, the likeliest first. */
export const namesOf = (name: string): readonly string[] => {
  const found = wordOf(name);
  if (found === null) return [name];
  const { word: own, otel, aliases, keys } = found;
  return [...new Set([name, own, ...(otel === null ? [] : [otel]), ...aliases, ...keys])];
};

/** Returns the unit of a duration in seconds, from its key; 1 if the key has no unit. */
export const secondsOf = (key: string): number => {
  const unit = /(?:[_.-]|^)(ms|us|ns|millis(?:econds)?|micros(?:econds)?|nanos(?:econds)?)$/i.exec(key)?.[1];
  const name = (unit ?? /[a-z](Ms|Us|Ns|Millis|Micros|Nanos)$/.exec(key)?.[1] ?? '').toLowerCase();
  if (name === '') return 1;
  return name === 'ms' || name.startsWith('mil')
    ? 1e-3
    : name === 'us' || name.startsWith('mic')
      ? 1e-6
      : 1e-9;
};

/**
 * Returns a field's name without the prefix `fields.`, which distinguishes it from a property of the record
 * such as `level`.
 */
export const fieldKey = (name: string): string =>
  name.startsWith('fields.') ? name.slice('fields.'.length) : name;
