import type { Row } from './lineFormat.ts';

/** A time and nothing else known. */
export const TIMES_ALONE: readonly Row[] = [
  {
    name: 'time-first',
    layout: '%t%p',
    example: '2026/11/20 14:02:11 GET /errors 200',
    level: null,
    time: '2026-11-20T14:02:11Z',
    scans: true,
  },
  {
    name: 'time-bracketed',
    layout: '[%t]%p',
    example: '[1795183331] SERVICE ALERT: web-1;HTTP;CRITICAL;HARD;3;refused',
    level: null,
    time: '2026-11-20T14:02:11Z',
    scans: true,
  },
];
