import type { ByteString } from '../../bytes.ts';
import { KeyCache, KeyFilter, plainKey } from './keys.ts';

/** How a field's value maps to a level, depending on its key. */
export type LevelScale =
  /** A word; a number only if other fields identify its scale. */
  | 'word'
  /** RFC 5424 severities, 0 (emergency) to 7 (debug), as the key's name indicates. */
  | 'syslog'
  /** RFC 5424 severities from journald, or a program's own priorities. */
  | 'priority'
  /** Python's logging: 10 debug … 50 critical. */
  | 'python'
  /** logstash-logback-encoder: 5000 trace … 40000 error. */
  | 'logback'
  /** OpenTelemetry's log data model: 1–4 trace, 5–8 debug … 21–24 fatal. */
  | 'opentelemetry'
  /** Postgres severities, including LOG. */
  | 'postgres';

/** The keys of levels, the most reliable first. */
const LEVEL_KEYS: readonly (readonly [scale: LevelScale, keys: string])[] = [
  [
    'word',
    'level severity lvl @l @level log.level log_level level_name severity_text severity_label log_severity',
  ],
  [
    'word',
    'severity_name level_text level_label level_display_name log_lvl lev ll sev pri prio entry_type record.level.name at l',
  ],
  ['postgres', 'error_severity'],
  ['priority', 'priority'],
  ['syslog', 'syslog_severity syslog_severity_code syslog.severity.code log.syslog.severity.code'],
  ['python', 'level_no'],
  ['logback', 'level_value'],
  ['opentelemetry', 'severity_number'],
];

/** The keys of a record's time, the most reliable first. */
const TIME_KEYS =
  '@timestamp timestamp time ts @t t date_time date event_time asctime time_millis time_unix_nano ' +
  '__REALTIME_TIMESTAMP instant start_time start_utc start_local time_iso8601 time_local stage_timestamp ' +
  'request_received_timestamp observed_time_unix_nano log_time _time created timestamp_ns timestamp_us timestamp_ms ' +
  'timestamp_seconds time_ns time_us time_ms ts_ms ts_ns msec time_created time_generated edge_start_timestamp ' +
  'event_timestamp log_timestamp timestamp_utc utc_time local_time event_date log_date created_at datetime_utc ' +
  'record.time.timestamp @timestamp_ms source_realtime_timestamp event_date_time timestamp_millis epoch epoch_millis ' +
  'epoch_ms epoch_seconds epoch_time time_epoch time_unix unix_time unix_timestamp iso_time iso8601 timestamp_iso8601 ' +
  'event.created event.ingested received_at logged_at dt last_timestamp occurred_at emitted_at published_at ingestion_time record_time log_date_time request_time';

/** The keys of an HTTP response's status, the most reliable first. */
const STATUS_KEYS =
  'http.response.status_code http.status_code http.status http_status_code http_status status_code status ' +
  'response_status_code response_status response_code sc_status downstream_status edge_response_status';

/** The keys of an HTTP request's parts: next to one of them, a status is HTTP's. */
const REQUEST_KEYS =
  'http.request.method http.method http_method request_method method cs_method client_request_method request ' +
  'request_uri request_url client_request_uri uri url http.url http_url req';

/** Objects that describe a request or its response. */
const EXCHANGE_KEYS = 'http http_request response res';

/** Fields that contain a line of text, possibly from another program: those of container runtimes first. */
const LINE_KEYS =
  'log message msg short_message @message line text_payload body raw _raw text content event original event.original';

/** Fields that identify a container's or logger's format in combination with others. */
const TELLING_KEYS =
  'stream s @mt @m logtag version hostname pid v req_id app event_id facility syslog_facility syslog_identifier tz timezone _transport priority';
export type Telling =
  | 'stream'
  | 's'
  | '@mt'
  | '@m'
  | 'logtag'
  | 'version'
  | 'hostname'
  | 'pid'
  | 'v'
  | 'reqid'
  | 'app'
  | 'eventid'
  | 'facility'
  | 'syslogfacility'
  | 'syslogidentifier'
  | 'tz'
  | 'timezone'
  | '_transport'
  | 'priority';

/** Fields whose nested objects are examined. */
const NESTED_KEYS = 'level log record @fields severity resource_logs';

/** Fields examined only if neither level nor time is found elsewhere: data sent to Splunk or Google Cloud Logging. */
const CARRIER_KEYS = 'event json_payload payload data meta metadata header';

/** The purpose of a key; the lower rank wins. */
export interface FieldKey {
  readonly plain: string;
  readonly timeRank: number;
  readonly levelRank: number;
  readonly scale: LevelScale;
  readonly lineRank: number;
  readonly telling: Telling | null;
  readonly nested: boolean;
  readonly carries: boolean;
  readonly statusRank: number;
  /** True for parts of an HTTP request. */
  readonly requests: boolean;
  /** True for an object that describes a request or its response. */
  readonly exchange: boolean;
}

const NONE = Number.POSITIVE_INFINITY;

const ranks = (names: string): ReadonlyMap<string, number> =>
  new Map(names.split(' ').map((name, rank) => [plainKey(name), rank]));

const TIME_RANKS = ranks(TIME_KEYS);
const LINE_RANKS = ranks(LINE_KEYS);
const LEVEL_RANKS = ranks(LEVEL_KEYS.map(([, keys]) => keys).join(' '));
const SCALES: ReadonlyMap<string, LevelScale> = new Map(
  LEVEL_KEYS.flatMap(([scale, keys]) => keys.split(' ').map(key => [plainKey(key), scale] as const)),
);
const TELLING = ranks(TELLING_KEYS);
const NESTED = ranks(NESTED_KEYS);
const CARRIERS = ranks(CARRIER_KEYS);
const STATUS_RANKS = ranks(STATUS_KEYS);
const REQUESTS = ranks(REQUEST_KEYS);
const EXCHANGES = ranks(EXCHANGE_KEYS);

const ALL = [
  TIME_KEYS,
  LINE_KEYS,
  TELLING_KEYS,
  NESTED_KEYS,
  CARRIER_KEYS,
  STATUS_KEYS,
  REQUEST_KEYS,
  EXCHANGE_KEYS,
  ...LEVEL_KEYS.map(([, keys]) => keys),
]
  .join(' ')
  .split(' ');

/** Filters out keys that cannot matter. */
export const keyFilter = new KeyFilter(ALL);

const levelFilter = new KeyFilter(LEVEL_KEYS.flatMap(([, keys]) => keys.split(' ')));

const known = new Set(ALL.map(plainKey));

const keys = new KeyCache<FieldKey>(plain =>
  known.has(plain)
    ? {
        plain,
        timeRank: TIME_RANKS.get(plain) ?? NONE,
        levelRank: LEVEL_RANKS.get(plain) ?? NONE,
        scale: SCALES.get(plain) ?? 'word',
        lineRank: LINE_RANKS.get(plain) ?? NONE,
        telling: TELLING.has(plain) ? (plain as Telling) : null,
        nested: NESTED.has(plain),
        carries: CARRIERS.has(plain),
        statusRank: STATUS_RANKS.get(plain) ?? NONE,
        requests: REQUESTS.has(plain),
        exchange: EXCHANGES.has(plain),
      }
    : undefined,
);

/** Returns the purpose of a field's key, or null. */
export const fieldKey = (key: string): FieldKey | null => keys.get(key);

/** Returns the purpose of the key between two positions in a text, or null. */
export const fieldKeyAt = (text: ByteString, from: number, to: number): FieldKey | null =>
  keys.at(text, from, to);

/** Returns true if a field with this key may contain a record's time. */
export const isTimeKey = (key: string): boolean => (fieldKey(key)?.timeRank ?? NONE) < NONE;

/** Returns true if a field with this key may contain a level. */
export const isLevelKey = (key: string): boolean =>
  levelFilter.mayBe(key.length, key.charCodeAt(0)) && (fieldKey(key)?.levelRank ?? NONE) < NONE;

/** Returns true if a key with this length and first character may contain a level. */
export const mayBeLevelKey = (length: number, first: number): boolean => levelFilter.mayBe(length, first);

/** The normalised keys that may contain a level: lower case, without `_` and `-`. */
export const LEVEL_KEYS_IN_USE: readonly string[] = [...LEVEL_RANKS.keys()];
