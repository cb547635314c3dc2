import type { Input } from './inputs.ts';

const T = '2026-11-20T14:02:11Z';
const MS = '2026-11-20T14:02:11.204Z';

/** Formats of many more programs; the right answers were decided before they were tried. */
export const BROAD_INPUTS: Readonly<Record<string, readonly Input[]>> = {
  'the end of a day, months in any case, and other spellings of times': [
    ['2026-11-20 24:00:00 ERROR refused', ['error', '2026-11-21T00:00:00Z']],
    ['2026-11-20T24:00:00.000Z ERROR refused', ['error', '2026-11-21T00:00:00.000Z']],
    ['{"time":"2026-11-20T24:00:00Z","level":"error"}', ['error', '2026-11-21T00:00:00Z']],
    ['Nov 20 24:00:00 web-1 shop[1]: ERROR refused', ['error', '2026-11-21T00:00:00Z']],
    ['2026-11-20 24:00:01 ERROR refused', [null, null]],
    ['10.0.0.9 - - [20/nov/2026:14:02:11 +0000] "GET / HTTP/1.1" 500 12', ['error', T]],
    ['10.0.0.9 - - [20/NOV/2026:14:02:11 +0000] "GET / HTTP/1.1" 500 12', ['error', T]],
    ['20/nov/2026:14:02:11 +0100 ERROR refused', ['error', '2026-11-20T13:02:11Z']],
    ['20/NOV/2026 14:02:11 ERROR refused', ['error', T]],
    ['20-nov-2026 14:02:11.204 ERROR refused', ['error', MS]],
    ['2026_11_20 14:02:11 ERROR refused', ['error', T]],
    ['2026_11_20_14:02:11.204 ERROR refused', ['error', MS]],
    ['[2026_11_20 14:02:11] [warn] slow', ['warn', T]],
    ['{"time":"1:02PM","level":"error"}', ['error', '2026-11-28T13:02:00Z']],
    ['level=warn time="1:02 pm" msg=x', ['warn', '2026-11-28T13:02:00Z']],
    ['14:02:11 2026-11-20 ERROR refused', ['error', T]],
    ['14:02:11.204 2026/11/20 [warn] slow', ['warn', MS]],
    ['14:02:11 20-Nov-2026 refused', [null, T]],
    ['14:02:11 ERROR refused\n14:02:11 20.11.2026 ERROR refused', 'error', ['error', T]],
    ['{"time":"14:02:11 UTC 11/20/2026","level":"error"}', ['error', T]],
    ['02:02:11 PM 11/20/2026 ERROR refused', ['error', T]],
    ['[20 Dez 2026 14:02:11] [warn] slow', ['warn', null]],
    ['[Dez 20 14:02:11] [warn] slow', ['warn', null]],
    ['[2026~11~20 14:02:11] [warn] slow', ['warn', null]],
    ['Dez 20 14:02:11 web-1 shop: ERROR refused', [null, null]],
    ['20 Dez 2026 14:02:11 ERROR refused', [null, null]],
    ['20/dic/2026:14:02:11 refused', [null, null]],
    ['Ven 20 nov 2026 14:02:11 ERROR refused', [null, null]],
    ['20.Nov.2026 14:02:11 ERROR refused', ['error', T]],
    ['Nov-20-2026 14:02:11 ERROR refused', ['error', T]],
    ['2026-20-11T14:02:11Z refused', [null, null]],
    ['14h02m11s ERROR refused', [null, null]],
    ['24:00:00 up 3 days', [null, '2026-11-28T00:00:00Z']],
    ['2026-11-20 24:00:00.5 ERROR refused', [null, null]],
    ['2026-11-20 24:00 ERROR refused', ['error', '2026-11-21T00:00:00Z']],
  ],
};
