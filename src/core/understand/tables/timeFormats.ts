import { encodeText } from '../../bytes.ts';
import { compileTimePattern, MONTHS, type TimePattern, WEEKDAYS } from '../compile/timePattern.ts';

/** A notation for times: a row of the table below. */
export interface TimeFormat {
  readonly name: string;
  readonly pattern: string;
  /**
   * True if times sort by byte order, within one zone and across any New Year: such a log can be searched by bisection.
   */
  readonly sorts: boolean;
  /** A time in this format, and its instant as read in UTC on 2026-11-20. */
  readonly example: readonly [text: string, instant: string];
  /**
   * True if it applies only where a line format names it: its shape is too short or too common to be a time elsewhere.
   */
  readonly only: boolean;
}

/** A row as written in the table, without the properties that are false. */
type Row = Omit<TimeFormat, 'only'> & Partial<TimeFormat>;

/**
 * All known time formats. `yyyy`, `MM`… are as in Java's DateTimeFormatter, `_d` is padded with a space, `f` is an
 * optional fraction, `F` a required one, `z` an optional zone, `~` one of `T`, `t`, `_` and a space, `&` a column's separator (see
 * `timePattern.ts`). The first matching row wins; a source's previous row is tried first, so no two rows may read the
 * same text differently, except where noted.
 */
const ROWS: readonly Row[] = [
  {
    // ISO 8601, RFC 3339; Java, Python, Rust, Postgres, MySQL, Kafka, Elasticsearch…
    name: 'iso',
    pattern: 'yyyy-MM-dd~HH:mm:ssfz',
    sorts: true,
    example: ['2026-11-20T14:02:11.204+01:00', '2026-11-20T13:02:11.204Z'],
  },
  {
    name: 'iso-minutes',
    pattern: 'yyyy-MM-dd~HH:mmz',
    sorts: true,
    example: ['2026-11-20 14:02', '2026-11-20T14:02:00Z'],
  },
  {
    // Without padding
    name: 'iso-unpadded',
    pattern: 'yyyy-M-d~H:mm:ssf',
    sorts: false,
    example: ['2026-11-20 4:02:11', '2026-11-20T04:02:11Z'],
  },
  {
    // Log4j's `yyyy-MM-dd HH:mm:ss:SSS`
    name: 'iso-colon',
    pattern: 'yyyy-MM-dd~HH:mm:ss:Fz',
    sorts: true,
    example: ['2026-11-20 14:02:11:204', '2026-11-20T14:02:11.204Z'],
  },
  {
    // Blue Gene/L RAS, DB2 db2diag.log (`-HH.mm.ss.ffffff` with minutes of zone)
    name: 'db2',
    pattern: 'yyyy-MM-dd-HH.mm.ssfO',
    sorts: true,
    example: ['2005-06-03-15.42.50.675872', '2005-06-03T15:42:50.675872Z'],
  },
  {
    // OpenStack's rotated names, Jenkins' build ids
    name: 'iso-dashes',
    pattern: 'yyyy-MM-dd~HH-mm-ss',
    sorts: true,
    example: ['2017-05-16_13-53-08', '2017-05-16T13:53:08Z'],
  },
  {
    name: 'iso-joined-dash',
    pattern: 'yyyy-MM-dd-HH:mm:ssfz',
    sorts: true,
    example: ['2026-11-20-14:02:11.204', '2026-11-20T14:02:11.204Z'],
  },
  {
    name: 'iso-dots',
    pattern: 'yyyy-MM-dd~HH.mm.ssf',
    sorts: true,
    example: ['2026-11-20 14.02.11', '2026-11-20T14:02:11Z'],
  },
  {
    name: 'iso-joined',
    pattern: 'yyyy-MM-dd~HHmmssf',
    sorts: true,
    example: ['2026-11-20T140211Z', '2026-11-20T14:02:11Z'],
  },
  {
    // JavaScript’s toLocaleString in Canadian English
    name: 'iso-comma',
    pattern: 'yyyy-MM-dd, H:mm:ssf',
    sorts: false,
    example: ['2026-11-20, 14:02:11', '2026-11-20T14:02:11Z'],
  },
  {
    name: 'iso-bar',
    pattern: 'yyyy-MM-dd | HH:mm:ssf',
    sorts: false,
    example: ['2026-11-20 | 14:02:11', '2026-11-20T14:02:11Z'],
  },
  {
    name: 'iso-dash',
    pattern: 'yyyy-MM-dd - HH:mm:ssf',
    sorts: false,
    example: ['2026-11-20 - 14:02:11', '2026-11-20T14:02:11Z'],
  },
  {
    name: 'iso-two-dashes',
    pattern: 'yyyy-MM-dd -- HH:mm:ssf',
    sorts: false,
    example: ['2026-11-20 -- 14:02:11', '2026-11-20T14:02:11Z'],
  },
  {
    name: 'iso-at',
    pattern: 'yyyy-MM-dd at H:mm:ssf',
    sorts: false,
    example: ['2026-11-20 at 14:02:11', '2026-11-20T14:02:11Z'],
  },
  {
    // Go's log package, nginx, Squid, TiDB, Samba
    name: 'slashes',
    pattern: 'yyyy/MM/dd~HH:mm:ssfz',
    sorts: true,
    example: ['2026/11/20 14:02:11.204567', '2026-11-20T14:02:11.204567Z'],
  },
  {
    // LevelDB, RocksDB
    name: 'slashes-joined',
    pattern: 'yyyy/MM/dd-HH:mm:ssf',
    sorts: true,
    example: ['2026/11/20-14:02:11.204567', '2026-11-20T14:02:11.204567Z'],
  },
  {
    name: 'slashes-unpadded',
    pattern: 'yyyy/M/d~H:mm:ssf',
    sorts: false,
    example: ['2026/11/20 4:02:11', '2026-11-20T04:02:11Z'],
  },
  {
    // Consoles with `time.Kitchen`
    name: 'slashes-minutes',
    pattern: 'yyyy/MM/dd H:mm',
    sorts: false,
    example: ['2026/11/20 2:02PM', '2026-11-20T14:02:00Z'],
  },
  {
    name: 'underscores',
    pattern: 'yyyy__MM__dd~HH:mm:ssfz',
    sorts: true,
    example: ['2026_11_20 14:02:11.204', '2026-11-20T14:02:11.204Z'],
  },
  {
    // ClickHouse, Thunderbird's dates
    name: 'dots',
    pattern: 'yyyy.MM.dd~HH:mm:ssfz',
    sorts: true,
    example: ['2026.11.20 14:02:11.204567', '2026-11-20T14:02:11.204567Z'],
  },
  {
    // Hungarian programs
    name: 'dots-ended',
    pattern: 'yyyy.MM.dd. HH:mm:ssf',
    sorts: true,
    example: ['2026.11.20. 14:02:11.204', '2026-11-20T14:02:11.204Z'],
  },
  {
    name: 'dots-unpadded',
    pattern: 'yyyy.M.d~H:mm:ssf',
    sorts: false,
    example: ['2026.11.20 4:02:11', '2026-11-20T04:02:11Z'],
  },
  {
    // Unreal Engine
    name: 'unreal',
    pattern: 'yyyy.MM.dd-HH.mm.ss:F',
    sorts: true,
    example: ['2026.11.20-14.02.11:204', '2026-11-20T14:02:11.204Z'],
  },
  {
    // ISO 8601 basic format
    name: 'basic',
    pattern: 'yyyyMMddTHHmmssfz',
    sorts: true,
    example: ['20261120T140211.204Z', '2026-11-20T14:02:11.204Z'],
  },
  {
    // HiSilicon's HealthApp: only the milliseconds are padded
    name: 'compact',
    pattern: 'yyyyMMdd-H:m:s:F',
    sorts: false,
    example: ['20171223-22:15:29:606', '2017-12-23T22:15:29.606Z'],
  },
  {
    name: 'compact-space',
    pattern: 'yyyyMMdd HH:mm:ssfz',
    sorts: true,
    example: ['20261120 14:02:11.204', '2026-11-20T14:02:11.204Z'],
  },
  {
    name: 'compact-unpadded',
    pattern: 'yyyyMMdd H:mm:ssf',
    sorts: false,
    example: ['20261120 2:02:11 PM', '2026-11-20T14:02:11Z'],
  },
  {
    // Zabbix
    name: 'compact-colon',
    pattern: 'yyyyMMdd:HHmmssf',
    sorts: true,
    example: ['20261120:140211.204', '2026-11-20T14:02:11.204Z'],
  },
  {
    // FIX (`UTCTimestamp`)
    name: 'fix',
    pattern: 'yyyyMMdd-HH:mm:ssf',
    sorts: true,
    example: ['20261120-14:02:11.204', '2026-11-20T14:02:11.204Z'],
  },
  {
    name: 'compact-underscore',
    pattern: 'yyyyMMdd__HHmmssf',
    sorts: true,
    example: ['20261120_140211', '2026-11-20T14:02:11Z'],
  },
  {
    name: 'compact-dash',
    pattern: 'yyyyMMdd-HHmmssf',
    sorts: true,
    example: ['20261120-140211.204', '2026-11-20T14:02:11.204Z'],
  },
  {
    name: 'compact-digits',
    pattern: 'yyyyMMddHHmmssf',
    sorts: true,
    example: ['20261120140211', '2026-11-20T14:02:11Z'],
  },
  {
    // Log4j 2's COMPACT
    name: 'compact-millis',
    pattern: 'yyyyMMddHHmmssSSS',
    sorts: true,
    example: ['20261120140211204', '2026-11-20T14:02:11.204Z'],
  },
  {
    // Hadoop's HDFS of 2008
    name: 'six-six',
    pattern: 'yyMMdd HHmmss',
    sorts: true,
    example: ['081109 203615', '2008-11-09T20:36:15Z'],
  },
  {
    // MySQL before 5.7
    name: 'mysql-old',
    pattern: 'yyMMdd _H:mm:ss',
    sorts: true,
    example: ['131120  4:02:11', '2013-11-20T04:02:11Z'],
  },
  {
    // Windows, US and European programs; Spark, Hadoop's log4j (`yy/MM/dd`): the order is determined for each log
    name: 'numeric-slashes',
    pattern: 'n/n/n H:mm:ssf',
    sorts: false,
    example: ['11/20/2026 14:02:11.204', '2026-11-20T14:02:11.204Z'],
  },
  {
    // WebSphere
    name: 'numeric-slashes-colon',
    pattern: 'n/n/n H:mm:ss:F',
    sorts: false,
    example: ['11/20/26 14:02:11:204 UTC', '2026-11-20T14:02:11.204Z'],
  },
  {
    // Nest, as JavaScript's toLocaleString writes it
    name: 'numeric-slashes-comma',
    pattern: 'n/n/n, H:mm:ssf',
    sorts: false,
    example: ['11/20/2026, 2:02:11 PM', '2026-11-20T14:02:11Z'],
  },
  {
    // Open Liberty
    name: 'numeric-slashes-comma-colon',
    pattern: 'n/n/n, H:mm:ss:F',
    sorts: false,
    example: ['11/20/26, 14:02:11:204 UTC', '2026-11-20T14:02:11.204Z'],
  },
  {
    // Suricata before 7
    name: 'numeric-slashes-dashes',
    pattern: 'n/n/n -- H:mm:ss',
    sorts: false,
    example: ['20/11/2026 -- 14:02:11', '2026-11-20T14:02:11Z'],
  },
  {
    name: 'numeric-slashes-minutes',
    pattern: 'n/n/n H:mm',
    sorts: false,
    example: ['11/20/2026 2:02 PM', '2026-11-20T14:02:00Z'],
  },
  {
    // JavaScript's toLocaleString without seconds
    name: 'numeric-slashes-comma-minutes',
    pattern: 'n/n/n, H:mm',
    sorts: false,
    example: ['11/20/26, 2:02 PM', '2026-11-20T14:02:00Z'],
  },
  {
    // European programs
    name: 'numeric-dots',
    pattern: 'n.n.n H:mm:ssf',
    sorts: false,
    example: ['20.11.2026 14:02:11,204', '2026-11-20T14:02:11.204Z'],
  },
  {
    // Finnish programs
    name: 'numeric-dots-only',
    pattern: 'n.n.n H.mm.ssf',
    sorts: false,
    example: ['20.11.2026 14.02.11', '2026-11-20T14:02:11Z'],
  },
  {
    name: 'numeric-dots-comma',
    pattern: 'n.n.n, H:mm:ssf',
    sorts: false,
    example: ['20.11.2026, 14:02:11', '2026-11-20T14:02:11Z'],
  },
  {
    name: 'numeric-dashes',
    pattern: 'n-n-n H:mm:ssf',
    sorts: false,
    example: ['20-11-2026 14:02:11.204', '2026-11-20T14:02:11.204Z'],
  },
  {
    // Date and time in separate columns
    name: 'iso-columns',
    pattern: 'yyyy-MM-dd&HH:mm:ssf',
    sorts: false,
    example: ['2026-11-20;14:02:11.204', '2026-11-20T14:02:11.204Z'],
  },
  {
    // Microsoft's DHCP server
    name: 'numeric-columns',
    pattern: 'n/n/n&HH:mm:ssf',
    sorts: false,
    example: ['11/20/26,14:02:11', '2026-11-20T14:02:11Z'],
  },
  {
    // Common Log Format: Apache, nginx, Traefik
    name: 'clf',
    pattern: 'dd/MON/yyyy:HH:mm:ssfz',
    sorts: false,
    example: ['20/Nov/2026:14:02:11 +0100', '2026-11-20T13:02:11Z'],
  },
  {
    // RouterOS before version 7.10
    name: 'month-day-slashes',
    pattern: 'MON/dd/yyyy HH:mm:ss',
    sorts: false,
    only: true,
    example: ['nov/20/2026 14:02:11', '2026-11-20T14:02:11Z'],
  },
  {
    // RouterOS, in this year
    name: 'month-day-slash',
    pattern: 'MON/dd HH:mm:ss',
    sorts: false,
    only: true,
    example: ['nov/20 14:02:11', '2026-11-20T14:02:11Z'],
  },
  {
    // Django's development server
    name: 'day-month-slashes',
    pattern: 'dd/MON/yyyy H:mm:ssfz',
    sorts: false,
    example: ['20/Nov/2026 14:02:11', '2026-11-20T14:02:11Z'],
  },
  {
    // Tomcat, BIND, PHP, Redis, Oracle's listener (`20-NOV-2026`)
    name: 'day-month-dashes',
    pattern: 'd-MON-yyyy H:mm:ssfz',
    sorts: false,
    example: ['20-Nov-2026 14:02:11.204', '2026-11-20T14:02:11.204Z'],
  },
  {
    name: 'day-month-dots',
    pattern: 'd.MON.yyyy HH:mm:ssf',
    sorts: false,
    example: ['20.Nov.2026 14:02:11', '2026-11-20T14:02:11Z'],
  },
  {
    name: 'month-day-dashes',
    pattern: 'MMM-d-yyyy HH:mm:ssf',
    sorts: false,
    example: ['Nov-20-2026 14:02:11', '2026-11-20T14:02:11Z'],
  },
  {
    name: 'day-month',
    pattern: 'd MMM yyyy H:mm:ssfz',
    sorts: false,
    example: ['20 Nov 2026 14:02:11.204', '2026-11-20T14:02:11.204Z'],
  },
  {
    // JavaScript’s toLocaleString in British English
    name: 'day-month-comma',
    pattern: 'd MMM yyyy, HH:mm:ssf',
    sorts: false,
    example: ['20 Nov 2026, 14:02:11', '2026-11-20T14:02:11Z'],
  },
  {
    name: 'year-month-day',
    pattern: 'yyyy MMM d HH:mm:ssf',
    sorts: false,
    example: ['2026 Nov 20 14:02:11.204', '2026-11-20T14:02:11.204Z'],
  },
  {
    // Boost
    name: 'year-month-day-dashes',
    pattern: 'yyyy-MON-dd~HH:mm:ssf',
    sorts: false,
    example: ['2026-Nov-20 14:02:11.204', '2026-11-20T14:02:11.204Z'],
  },
  {
    // Redis before 4
    name: 'day-month-yearless',
    pattern: 'd MMM HH:mm:ssf',
    sorts: false,
    example: ['20 Nov 14:02:11.204', '2026-11-20T14:02:11.204Z'],
  },
  {
    // Nextflow
    name: 'month-day-dash',
    pattern: 'MMM-dd HH:mm:ssf',
    sorts: false,
    example: ['Nov-20 14:02:11.204', '2026-11-20T14:02:11.204Z'],
  },
  {
    // Minecraft Forge
    name: 'day-month-glued',
    pattern: 'ddMONyyyy HH:mm:ssf',
    sorts: false,
    example: ['20Nov2026 14:02:11.204', '2026-11-20T14:02:11.204Z'],
  },
  {
    // RFC 850, cookies
    name: 'rfc850',
    pattern: 'EEE, d-MON-yy HH:mm:ssz',
    sorts: false,
    example: ['Friday, 20-Nov-26 14:02:11 GMT', '2026-11-20T14:02:11Z'],
  },
  {
    name: 'rfc850-year',
    pattern: 'EEE, d-MON-yyyy HH:mm:ssz',
    sorts: false,
    example: ['Fri, 20-Nov-2026 14:02:11 GMT', '2026-11-20T14:02:11Z'],
  },
  {
    // RFC 822
    name: 'rfc822',
    pattern: 'EEE, d MMM yy HH:mm:ssz',
    sorts: false,
    example: ['Fri, 20 Nov 26 14:02:11 +0100', '2026-11-20T13:02:11Z'],
  },
  {
    // RFC 5322, HTTP's IMF-fixdate
    name: 'rfc5322',
    pattern: 'EEE, d MMM yyyy HH:mm:ssz',
    sorts: false,
    example: ['Fri, 20 Nov 2026 14:02:11 GMT', '2026-11-20T14:02:11Z'],
  },
  {
    // ctime(3): Apache's error log, OpenVPN, dmesg -T
    name: 'ctime',
    pattern: 'EEE MMM _d HH:mm:ssf yyyyz',
    sorts: false,
    example: ['Sun Dec 04 04:47:44.123456 2005', '2005-12-04T04:47:44.123456Z'],
  },
  {
    // SSSD with microseconds
    name: 'ctime-colon',
    pattern: 'EEE MMM _d HH:mm:ss:F yyyy',
    sorts: false,
    example: ['Fri Nov 20 14:02:11:204567 2026', '2026-11-20T14:02:11.204567Z'],
  },
  {
    // date(1)
    name: 'date',
    pattern: 'EEE MMM _d HH:mm:ssz yyyy',
    sorts: false,
    example: ['Fri Nov 20 14:02:11 UTC 2026', '2026-11-20T14:02:11Z'],
  },
  {
    // date(1) in British English
    name: 'date-day-first',
    pattern: 'EEE d MMM HH:mm:ssz yyyy',
    sorts: false,
    example: ['Fri 20 Nov 14:02:11 UTC 2026', '2026-11-20T14:02:11Z'],
  },
  {
    // date(1) in American English
    name: 'weekday-day-month',
    pattern: 'EEE d MMM yyyy HH:mm:ssf',
    sorts: false,
    example: ['Fri 20 Nov 2026 02:02:11 PM UTC', '2026-11-20T14:02:11Z'],
  },
  {
    // JavaScript's Date
    name: 'weekday-month-day',
    pattern: 'EEE MMM _d yyyy HH:mm:ssf',
    sorts: false,
    example: ['Fri Nov 20 2026 14:02:11 GMT+0100 (Central European Standard Time)', '2026-11-20T13:02:11Z'],
  },
  {
    name: 'weekday-month-day-comma',
    pattern: 'EEE, MMM d, yyyy H:mm:ssf',
    sorts: false,
    example: ['Friday, November 20, 2026 2:02:11 PM', '2026-11-20T14:02:11Z'],
  },
  {
    name: 'ctime-yearless',
    pattern: 'EEE MMM _d HH:mm:ssf',
    sorts: false,
    example: ['Fri Nov 20 14:02:11.204', '2026-11-20T14:02:11.204Z'],
  },
  {
    // java.util.logging's SimpleFormatter, WebLogic (`Nov 20, 2026 2:02:11 PM UTC`)
    name: 'java-util-logging',
    pattern: 'MMM d, yyyy h:mm:ssfaz',
    sorts: false,
    example: ['Nov 20, 2026 2:02:11 PM', '2026-11-20T14:02:11Z'],
  },
  {
    name: 'month-day-comma',
    pattern: 'MMM d, yyyy H:mm:ssfz',
    sorts: false,
    example: ['Nov 20, 2026 14:02:11.204', '2026-11-20T14:02:11.204Z'],
  },
  {
    // Java’s and JavaScript’s long form
    name: 'month-day-at',
    pattern: 'MMM d, yyyy at H:mm:ssf',
    sorts: false,
    example: ['Nov 20, 2026 at 2:02:11 PM', '2026-11-20T14:02:11Z'],
  },
  {
    // Cisco IOS, Splunk; syslog with the year
    name: 'syslog-year',
    pattern: 'MMM _d yyyy HH:mm:ssfz',
    sorts: false,
    example: ['Nov 20 2026 14:02:11.204', '2026-11-20T14:02:11.204Z'],
  },
  {
    name: 'syslog-year-last',
    pattern: 'MMM _d HH:mm:ssf yyyyz',
    sorts: false,
    example: ['Nov 20 14:02:11 2026', '2026-11-20T14:02:11Z'],
  },
  {
    // RFC 3164
    name: 'syslog',
    pattern: 'MMM _d HH:mm:ssf',
    sorts: false,
    example: ['Nov  5 14:02:11', '2026-11-05T14:02:11Z'],
  },
  {
    // Android's logcat -v time and threadtime
    name: 'android',
    pattern: 'MM-dd HH:mm:ssf',
    sorts: false,
    example: ['03-17 16:13:38.811', '2026-03-17T16:13:38.811Z'],
  },
  {
    // Proxifier
    name: 'month-dot-day',
    pattern: 'MM.dd HH:mm:ssf',
    sorts: false,
    example: ['10.30 16:49:06', '2026-10-30T16:49:06Z'],
  },
  {
    name: 'month-slash-day',
    pattern: 'MM/dd HH:mm:ssf',
    sorts: false,
    example: ['11/20 14:02:11', '2026-11-20T14:02:11Z'],
  },
  {
    // Resque
    name: 'clock-iso',
    pattern: 'HH:mm:ssf yyyy-MM-dd',
    sorts: false,
    example: ['14:02:11 2026-11-20', '2026-11-20T14:02:11Z'],
  },
  {
    name: 'clock-slashes',
    pattern: 'HH:mm:ssf yyyy/MM/dd',
    sorts: false,
    example: ['14:02:11.204 2026/11/20', '2026-11-20T14:02:11.204Z'],
  },
  {
    // MinIO
    name: 'clock-numeric',
    pattern: 'H:mm:ssfz N/N/N',
    sorts: false,
    example: ['14:02:11 UTC 11/20/2026', '2026-11-20T14:02:11Z'],
  },
  {
    name: 'clock-numeric-dots',
    pattern: 'HH:mm:ssf N.N.N',
    sorts: false,
    example: ['14:02:11 20.11.2026', '2026-11-20T14:02:11Z'],
  },
  {
    name: 'clock-numeric-dashes',
    pattern: 'HH:mm:ssf N-N-N',
    sorts: false,
    example: ['14:02:11 20-11-2026', '2026-11-20T14:02:11Z'],
  },
  {
    name: 'clock-ctime',
    pattern: 'H:mm:ssfz EEE MMM _d yyyy',
    sorts: false,
    example: ['14:02:11 Fri Nov 20 2026', '2026-11-20T14:02:11Z'],
  },
  {
    name: 'clock-day-month',
    pattern: 'HH:mm:ssfz d MMM yyyy',
    sorts: false,
    example: ['14:02:11 20 Nov 2026', '2026-11-20T14:02:11Z'],
  },
  {
    name: 'clock-day-month-dashes',
    pattern: 'HH:mm:ssf d-MON-yyyy',
    sorts: false,
    example: ['14:02:11 20-Nov-2026', '2026-11-20T14:02:11Z'],
  },
  {
    // Logback's default, JBoss, Minecraft, Serilog: no date
    name: 'clock',
    pattern: 'HH:mm:ssf!',
    sorts: false,
    example: ['14:02:11.204', '2026-11-20T14:02:11.204Z'],
  },
  {
    name: 'clock-half',
    pattern: 'h:mm:ssfa!',
    sorts: false,
    example: ['2:02:11 PM', '2026-11-20T14:02:11Z'],
  },
  {
    // Squid's native log, auditd, Unbound, Nagios
    name: 'epoch',
    pattern: 'SECONDSf',
    sorts: true,
    example: ['1795183331.204', '2026-11-20T14:02:11.204Z'],
  },
  {
    name: 'epoch-ms',
    pattern: 'MILLIS',
    sorts: true,
    example: ['1795183331204', '2026-11-20T14:02:11.204Z'],
  },
  {
    name: 'epoch-us',
    pattern: 'MICROS',
    sorts: true,
    example: ['1795183331204567', '2026-11-20T14:02:11.204567Z'],
  },
  {
    name: 'epoch-ns',
    pattern: 'NANOS',
    sorts: true,
    example: ['1795183331204567891', '2026-11-20T14:02:11.204567891Z'],
  },
  {
    // zap's console encoder, with its default time encoder
    name: 'epoch-exponent',
    pattern: 'EXPONENT',
    sorts: false,
    example: ['1.795183331204e+09', '2026-11-20T14:02:11.204Z'],
  },
  {
    // multilog, s6-log, runit
    name: 'tai64',
    pattern: 'TAI64',
    sorts: true,
    example: ['@400000006b0052ed0c28cb40', '2026-11-20T14:02:11.204000064Z'],
  },
  {
    // MariaDB and MySQL 5.x (hours padded with a space), CloudFront (a tab)
    name: 'iso-blanks',
    pattern: 'yyyy-MM-dd H:mm:ssf',
    sorts: false,
    example: ['2026-11-20  4:02:11', '2026-11-20T04:02:11Z'],
  },
  {
    // journalctl -o short-full
    name: 'weekday-iso',
    pattern: 'EEE yyyy-MM-dd HH:mm:ssfz',
    sorts: false,
    example: ['Fri 2026-11-20 14:02:11.204 UTC', '2026-11-20T14:02:11.204Z'],
  },
  {
    // Gin
    name: 'slashes-dash',
    pattern: 'yyyy/MM/dd - HH:mm:ssf',
    sorts: true,
    example: ['2026/11/20 - 14:02:11', '2026-11-20T14:02:11Z'],
  },
  {
    // Rust's fern
    name: 'fern',
    pattern: 'yyyy-MM-dd][HH:mm:ssf',
    sorts: true,
    example: ['2026-11-20][14:02:11', '2026-11-20T14:02:11Z'],
  },
  {
    name: 'iso-brackets',
    pattern: 'yyyy-MM-dd] [HH:mm:ssf',
    sorts: false,
    example: ['2026-11-20] [14:02:11', '2026-11-20T14:02:11Z'],
  },
  {
    name: 'numeric-brackets',
    pattern: 'n/n/n] [HH:mm:ssf',
    sorts: false,
    example: ['11/20/2026] [14:02:11', '2026-11-20T14:02:11Z'],
  },
  {
    // Erlang's reports before OTP 21
    name: 'erlang',
    pattern: 'd-MON-yyyy::HH:mm:ssf',
    sorts: false,
    example: ['20-Nov-2026::14:02:11', '2026-11-20T14:02:11Z'],
  },
  {
    // Servers of the Source engine
    name: 'us-dash',
    pattern: 'MM/dd/yyyy - HH:mm:ss',
    sorts: false,
    example: ['11/20/2026 - 14:02:11', '2026-11-20T14:02:11Z'],
  },
  {
    // Snort, Suricata's fast.log
    name: 'snort',
    pattern: 'MM/dd/yyyy-HH:mm:ssf',
    sorts: false,
    example: ['11/20/2026-14:02:11.204567', '2026-11-20T14:02:11.204567Z'],
  },
  {
    // Snort without -y
    name: 'snort-yearless',
    pattern: 'MM/dd-HH:mm:ssf',
    sorts: false,
    example: ['11/20-14:02:11.204567', '2026-11-20T14:02:11.204567Z'],
  },
  {
    // go-ethereum
    name: 'geth',
    pattern: 'MM-dd|HH:mm:ssf',
    sorts: false,
    example: ['11-20|14:02:11.204', '2026-11-20T14:02:11.204Z'],
  },
  {
    // java.util.logging since JDK 20
    name: 'month-day-commas',
    pattern: 'MMM d, yyyy, h:mm:ssfaz',
    sorts: false,
    example: ['Nov 20, 2026, 2:02:11 PM', '2026-11-20T14:02:11Z'],
  },
  {
    // `%d-%b-%y` of strftime
    name: 'day-month-short-year',
    pattern: 'd-MON-yy HH:mm:ssf',
    sorts: false,
    example: ['20-Nov-26 14:02:11', '2026-11-20T14:02:11Z'],
  },
  {
    // Oracle (`NLS_TIMESTAMP_FORMAT`)
    name: 'oracle',
    pattern: 'd-MON-yy h.mm.ssf a',
    sorts: false,
    example: ['20-NOV-26 02.02.11.204 PM', '2026-11-20T14:02:11.204Z'],
  },
  {
    // JavaScript's toLocaleString in Korean, Chinese and Japanese
    name: 'dots-half',
    pattern: 'yyyy. M. d. Ah:mm:ssf',
    sorts: false,
    example: [encodeText('2026. 11. 20. 오후 2:02:11'), '2026-11-20T14:02:11Z'],
  },
  {
    name: 'slashes-half',
    pattern: 'yyyy/M/d Ah:mm:ssf',
    sorts: false,
    example: [encodeText('2026/11/20 下午2:02:11'), '2026-11-20T14:02:11Z'],
  },
  {
    name: 'iso-half',
    pattern: 'yyyy-M-d Ah:mm:ssf',
    sorts: false,
    example: [encodeText('2026-11-20 午後2:02:11'), '2026-11-20T14:02:11Z'],
  },
  {
    // Six digits for the time of day
    name: 'compact-six',
    pattern: 'yyyyMMdd HHmmssf',
    sorts: true,
    example: ['20261120 140211', '2026-11-20T14:02:11Z'],
  },
  {
    // glog, klog, absl
    name: 'glog',
    pattern: 'MMdd HH:mm:ssf',
    sorts: false,
    example: ['1120 14:02:11.204567', '2026-11-20T14:02:11.204567Z'],
    only: true,
  },
  {
    // glog 0.5's default, `yyyyMMdd`
    name: 'glog-year',
    pattern: 'yyyyMMdd HH:mm:ssf',
    sorts: true,
    example: ['20261120 14:02:11.204567', '2026-11-20T14:02:11.204567Z'],
    only: true,
  },
  {
    // CockroachDB
    name: 'glog-short-year',
    pattern: 'yyMMdd HH:mm:ssf',
    sorts: true,
    example: ['261120 14:02:11.204567', '2026-11-20T14:02:11.204567Z'],
    only: true,
  },
  {
    // Chromium
    name: 'chromium',
    pattern: 'MMdd/HHmmssf',
    sorts: false,
    example: ['1120/140211.204567', '2026-11-20T14:02:11.204567Z'],
    only: true,
  },
  {
    // zerolog's ConsoleWriter (`time.Kitchen`)
    name: 'kitchen',
    pattern: 'h:mma',
    sorts: false,
    example: ['2:02PM', '2026-11-20T14:02:00Z'],
    only: true,
  },
  {
    // Cisco IOS, with the zone or without
    name: 'cisco',
    pattern: 'MMM _d HH:mm:ssfz',
    sorts: false,
    example: ['Nov 20 14:02:11.204 UTC', '2026-11-20T14:02:11.204Z'],
    only: true,
  },
];

/** A row with its compiled pattern. */
export interface CompiledTimeFormat extends TimeFormat {
  readonly compiled: TimePattern;
}

/** All rows. Each object has every property, in the same order: V8 reads such objects several times as fast. */
export const TIME_FORMATS: readonly TimeFormat[] = ROWS.map(row => ({ only: false, ...row }));

const COMPILED: readonly CompiledTimeFormat[] = TIME_FORMATS.map(format => ({
  ...format,
  compiled: compileTimePattern(format.pattern),
}));

const BY_NAME: ReadonlyMap<string, CompiledTimeFormat> = new Map(
  COMPILED.map(format => [format.name, format]),
);

/** Returns the row with this name; throws if there is none, which is a mistake in one of our tables. */
export const timeFormat = (name: string): CompiledTimeFormat => {
  const found = BY_NAME.get(name);
  if (!found) throw new Error(`no time format is called ${name}`);
  return found;
};

/**
 * An ERE for bytes that matches all these times, and any text that starts with a number or such a name: enough to distinguish
 * them from other texts, while one made of all rows would take long to compile.
 */
export const LIKE_ANY_TIME = `(${['[0-9@]', ...MONTHS, ...WEEKDAYS].join('|')})[][0-9A-Za-z:.,;/+_|=() \t\xc2\xa0\xe2\x80\xaf-]{3,}`;

/** The rows for times at any position. */
export const ANY_TIME_FORMATS: readonly CompiledTimeFormat[] = COMPILED.filter(format => !format.only);

/** By ASCII character, the rows that may start with it, in the table's order; without those only for line formats. */
export const TIME_FORMATS_BY_FIRST: readonly (readonly CompiledTimeFormat[])[] = (() => {
  const formats: CompiledTimeFormat[][] = Array.from({ length: 128 }, () => []);
  for (const format of ANY_TIME_FORMATS) {
    const { begins } = format.compiled;
    for (let code = begins.indexOf(1); code >= 0; code = begins.indexOf(1, code + 1))
      formats[code]!.push(format);
  }
  return formats;
})();
