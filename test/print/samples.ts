import type { LogRecord } from '../../src/core/record.ts';
import type { LogPlace, Source } from '../../src/core/target.ts';

/** Creates a source on a host with that name; by default the log is `app` at `/var/log/app.log`. */
export const sampleSource = (id: number, host: string, log = 'app', place?: LogPlace): Source => ({
  id,
  host: {
    name: host,
    address: host,
    port: null,
    user: null,
    identities: [],
    knownHosts: [],
    team: null,
    jump: null,
    kind: 'ssh',
    timezone: null,
  },
  log,
  place: place ?? { kind: 'file', path: log.startsWith('/') ? log : `/var/log/${log}.log`, glob: false },
  format: { format: null, start: null, timezone: null },
});

/** 14:02:11.204 UTC on 2026-11-20, in milliseconds. */
export const NOON_ISH = Date.UTC(2026, 10, 20, 14, 2, 11, 204);

/** Creates a record of source 0 whose parts can be replaced. */
export const sampleRecord = (parts: Partial<LogRecord> = {}): LogRecord => ({
  source: 0,
  seq: 1,
  received: NOON_ISH + 1000,
  time: { ms: NOON_ISH, nanos: 0, digits: 3 },
  level: 'info',
  text: 'GET /cart 200',
  fields: null,
  late: false,
  ...parts,
});
