import { writeJava } from './logs/java.ts';
import { writeJson } from './logs/json.ts';
import { writeLogfmt } from './logs/logfmt.ts';
import { writeNginx } from './logs/nginx.ts';
import { writePostgres } from './logs/postgres.ts';
import type { WriteEvent } from './logs/sample.ts';
import { writeSyslog } from './logs/syslog.ts';

/** One log file of a demo host. */
export interface DemoLog {
  readonly name: string;
  readonly write: WriteEvent;
  /** Mean time between events in calm periods, in milliseconds; incidents shorten it. */
  readonly everyMs: number;
}

export interface DemoHost {
  readonly name: string;
  readonly tags: readonly string[];
  readonly logs: readonly DemoLog[];
}

const sys: DemoLog = { name: 'sys', write: writeSyslog, everyMs: 4000 };
const javaApp: DemoLog = { name: 'app', write: writeJava, everyMs: 450 };
const jsonApp: DemoLog = { name: 'app', write: writeJson, everyMs: 350 };
const access: DemoLog = { name: 'access', write: writeNginx, everyMs: 220 };

/** The six machines of the demo: a small shop. */
export const DEMO_HOSTS: readonly DemoHost[] = [
  { name: 'web-1', tags: ['web'], logs: [javaApp, access, sys] },
  { name: 'web-2', tags: ['web'], logs: [javaApp, access, sys] },
  { name: 'api-1', tags: ['api'], logs: [jsonApp, sys] },
  { name: 'api-2', tags: ['api'], logs: [jsonApp, sys] },
  { name: 'queue-1', tags: ['worker'], logs: [{ name: 'app', write: writeLogfmt, everyMs: 600 }, sys] },
  { name: 'db-1', tags: ['db'], logs: [{ name: 'pg', write: writePostgres, everyMs: 1200 }, sys] },
];

/** Returns the path of a log on a demo host; `~` is the host's own folder. */
export const logPath = (log: string): string => `~/log/${log}.log`;

/** Returns the inventory in `.rtailrc` terms, for a bastion on this port and these key and known-hosts files. */
export const demoConfiguration = (bastion: {
  readonly port: number;
  readonly identity: string;
  readonly knownHosts: string;
}): Record<string, unknown> => {
  const names = [...new Set(DEMO_HOSTS.flatMap(host => host.logs.map(log => log.name)))];
  const login = { user: 'demo', identity: bastion.identity, knownHosts: bastion.knownHosts };
  return {
    teams: { demo: { ...login, jump: { host: '127.0.0.1', port: bastion.port, ...login } } },
    hosts: Object.fromEntries(
      DEMO_HOSTS.map(host => [
        host.name,
        {
          address: `${host.name}.demo`,
          port: 22,
          team: 'demo',
          tags: [...host.tags],
          logs: host.logs.map(log => log.name),
        },
      ]),
    ),
    groups: { web: ['tag:web'], api: ['tag:api'], backend: ['api', 'tag:worker', 'tag:db'] },
    logs: Object.fromEntries(names.map(name => [name, logPath(name)])),
  };
};
