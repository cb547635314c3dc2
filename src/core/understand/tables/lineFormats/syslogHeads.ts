import type { Row } from './lineFormat.ts';

/** Syslog of RFC 3164 and what resembles it: first because it is the most common and the quickest to match. */
export const SYSLOG_HEADS: readonly Row[] = [
  {
    name: 'cisco',
    layout: '%{syslog} %E %S',
    example: 'Nov 20 14:02:11 10.0.0.1 %ASA-4-106023: Deny tcp src outside:10.0.0.9/1',
    level: 'warn',
    time: '2026-11-20T14:02:11Z',
  },
  {
    name: 'cef',
    layout: '%{syslog} %E %C',
    example: 'Nov 20 14:02:11 fw-1 CEF:0|Example|Firewall|1.0|100|port scan|9|src=10.0.0.9',
    level: 'fatal',
    time: '2026-11-20T14:02:11Z',
  },
  {
    name: 'leef',
    layout: '%{syslog} %E %-',
    example: 'Nov 20 14:02:11 fw-1 LEEF:1.0|Example|Firewall|1.0|100|src=10.0.0.9\tsev=9',
    level: 'fatal',
    time: '2026-11-20T14:02:11Z',
  },
  {
    name: 'syslog',
    layout: '%{syslog} %E %y[%n]:%P',
    example: 'Nov 20 14:02:11 web-1 sshd[24200]: error: maximum authentication attempts exceeded',
    level: 'error',
    time: '2026-11-20T14:02:11Z',
    wraps: true,
  },
  {
    name: 'syslog',
    layout: '%{syslog} %E %y:%P',
    example: 'Nov 20 14:02:11 web-1 kernel: usb 1-1: new device',
    level: null,
    time: '2026-11-20T14:02:11Z',
    wraps: true,
  },
  {
    name: 'syslog',
    layout: '%{syslog} %E %s %y[%n]:%P',
    example: 'Nov 20 14:02:11 bigip err tmm[4711]: 01010028:3: No members available',
    level: 'error',
    time: '2026-11-20T14:02:11Z',
    wraps: true,
  },
  {
    name: 'kubernetes',
    layout: '%K%P',
    example: '[pod/shop-6d4f/app] ERROR refused',
    level: 'error',
    time: null,
    wraps: true,
    prefixed: true,
  },
  {
    name: 'compose',
    layout: '%r |%P',
    example: 'web-1  | 2026-11-20 14:02:11,204 ERROR [main] c.e.App - refused',
    level: 'error',
    time: '2026-11-20T14:02:11.204Z',
    wraps: true,
    prefixed: true,
  },
  // The first row again, for hosts that are IPv6 addresses.
  {
    name: 'cisco',
    layout: '%{syslog} %h %S',
    example: 'Nov 20 14:02:11 2001:db8::9 %ASA-4-106023: Deny tcp src outside:10.0.0.9/1',
    level: 'warn',
    time: '2026-11-20T14:02:11Z',
  },
  // A message with a head, whose level is on the next line.
  {
    name: 'java-util-logging',
    layout: '%{java-util-logging} %r',
    example: 'Nov 20, 2026 2:02:11 PM com.example.App main',
    level: null,
    time: '2026-11-20T14:02:11Z',
    levelFollows: true,
  },
];
