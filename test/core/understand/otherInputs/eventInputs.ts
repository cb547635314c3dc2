import type { Input } from '../inputs.ts';
import { MSX, T } from './moments.ts';

/** Events in the formats of security software. Each answer was judged by hand. */
export const EVENT_INPUTS: Readonly<Record<string, readonly Input[]>> = {
  'events of ArcSight and QRadar': [
    ['CEF:0|V|P|1.0|100|x|10|src=1.2.3.4 msg=a\\=b c rt=1789369565123', ['fatal', MSX]],
    ['CEF:0|V|P|1.0|100|x|3|start=Sep 14 2026 07:06:05 src=1.2.3.4', ['info', T]],
    ['CEF:0|V|P|1.0|100|x|3|end=1789369565000 start=1 src=1.2.3.4', ['info', '2026-09-14T07:06:05.000Z']],
    ['CEF:0|V|P|1.0|100|x|3|start=Sep 14 2026 01:00:00 rt=Sep 14 2026 07:06:05 src=1.2.3.4', ['info', T]],
    ['CEF:0|V|P|1.0|100|x|Very-High|rt=Sep 14 2026 07:06:05 UTC msg=end', ['fatal', T]],
    ['CEF:0|V|P|1.0|100|x|Low|msg=no time', ['info', null]],
    ['CEF:0|V|P|1.0|100|x|Medium|msg=a', ['warn', null]],
    ['CEF:0|V|P|1.0|100|x|High|msg=a', ['error', null]],
    ['CEF:0|V|P|1.0|100|x|Unknown|msg=error: a', [null, null]],
    ['CEF:1|V\\|x|P|1.0|100|x y|8|msg=a', ['error', null]],
    ['<134>Sep 14 07:06:05 fw CEF:0|V|P|1.0|100|x|8|msg=a', ['error', T]],
    ['<134>2026-09-14T07:06:05Z fw CEF:0|V|P|1.0|100|x|8|msg=a', ['error', T]],
    ['2026-09-14T07:06:05Z fw CEF:0|V|P|1.0|100|x|8|msg=a', ['error', T]],
    ['Sep 14 07:06:05 fw CEF:0|V|P|1.0|100|x|8|msg=a', ['error', T]],
    ['<134>1 2026-09-14T07:06:05Z fw app - - - CEF:0|V|P|1.0|100|x|8|msg=a', ['error', T]],
    ['LEEF:1.0|V|P|2016|15345|src=10.0.1.7\tsev=5\tdevTime=Sep 14 2026 07:06:05\tmsg=x sev=9', ['warn', T]],
    ['LEEF:1.0|V|P|2016|15345|sev=10\tdevTime=1789369565123', ['fatal', MSX]],
    ['LEEF:2.0|V|P|1.0|41|^|src=10.0.1.8^sev=8^srcPort=81^devTime=1789369565123', ['error', MSX]],
    ['LEEF:2.0|V|P|1.0|41|x5E|src=10.0.1.8^sev=1^devTime=Sep 14 2026 07:06:05', ['info', T]],
    ['LEEF:2.0|V|P|1.0|41||src=10.0.1.8\tsev=7\tdevTime=Sep 14 2026 07:06:05', ['error', T]],
    ['LEEF:2.0|V|P|1.0|41|src=10.0.1.8\tsev=7', ['error', null]],
    ['<13>1 2026-09-14T07:06:05Z h app - - - LEEF:2.0|V|P|1.0|41|^|sev=9', ['fatal', T]],
    ['<13>Sep 14 07:06:05 h LEEF:1.0|V|P|1.0|41|src=1\tsev=9', ['fatal', T]],
    ['Sep 14 07:06:05 h LEEF:1.0|V|P|1.0|41|src=1\tsev=9', ['fatal', T]],
    ['2026-09-14T07:06:05Z h LEEF:1.0|V|P|1.0|41|src=1\tsev=4', ['warn', T]],
    ['LEEF:1.0|V|P|1.0|41|src=1', [null, null]],
  ],
  'fields of events of ArcSight and QRadar': [
    [
      'CEF:0|V|P\\|Q|1.0|100|x y|10|src=1.2.3.4 msg=a\\=b c\\nd cs1Label=Rule Name cs1=Deny all',
      [
        'fatal',
        null,
        {
          vendor: 'V',
          product: 'P|Q',
          version: '1.0',
          signature: '100',
          name: 'x y',
          severity: '10',
          src: '1.2.3.4',
          msg: 'a=b c\nd',
          cs1Label: 'Rule Name',
          cs1: 'Deny all',
        },
      ],
    ],
    [
      '<134>Sep 14 07:06:05 fw CEF:0|V|P|1|2|n|8|msg=a b',
      ['error', T, { host: 'fw', vendor: 'V', msg: 'a b' }],
    ],
    [
      '2026-09-14T07:06:05Z fw CEF:0|V|P|1|2|n|8|msg=a b',
      ['error', T, { host: 'fw', vendor: 'V', msg: 'a b' }],
    ],
    ['LEEF:1.0|V|P|1|2|src=1.2.3.4\tmsg=x = y', [null, null, { vendor: 'V', src: '1.2.3.4', msg: 'x = y' }]],
    ['LEEF:2.0|V|P|1|2|x5E|src=1.2.3.4^msg=x y', [null, null, { src: '1.2.3.4', msg: 'x y' }]],
    ['Sep 14 07:06:05 h LEEF:2.0|V|P|1|2|^|a=1^sev=9', ['fatal', T, { host: 'h', a: '1', sev: '9' }]],
  ],
};
