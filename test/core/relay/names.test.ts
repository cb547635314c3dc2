import { expect, it } from 'vitest';
import { fullName, relayName } from '../../../src/core/relay/names.ts';
import type { Source } from '../../../src/core/target.ts';
import { source } from '../../ui/helpers/feed.ts';

const on = (host: Partial<Source['host']>): Source => {
  const one = source(0, 'web-1', 'app');
  return { ...one, host: { ...one.host, team: null, ...host } };
};

it.each<[string, Source, string | null, string]>([
  ["the project is the host's team", on({ team: 'shop' }), 'other', 'shop/web-1:app'],
  ['without a team, it is the given project', on({}), 'other', 'other/web-1:app'],
  ['without either, it is the default project', on({}), null, 'default/web-1:app'],
  [
    'a team that is not a valid project name is ignored',
    on({ team: 'our shop' }),
    'other',
    'other/web-1:app',
  ],
  [
    'a local log is published under the name of its machine',
    on({ kind: 'local', name: 'local' }),
    null,
    'default/relay-1:app',
  ],
  [
    'a sender of syslog messages keeps its name',
    on({ kind: 'local', name: 'mail' }),
    null,
    'default/mail:app',
  ],
])('%s', (_title, source, project, expected) => {
  expect(fullName(relayName(source, { project, machine: 'relay-1' }))).toBe(expected);
});
