import { beforeAll, describe, expect, test } from 'vitest';
import { type ListRequest, renderList } from '../../../src/cli/commands/list.ts';
import type { Inventory } from '../../../src/config/inventory/inventory.ts';
import { SelectionError } from '../../../src/config/sources/selectionProblem.ts';
import { loadText } from '../../config/files/tree.ts';
import { emptyInventory } from '../sampleInventory.ts';

let inventory: Inventory;
beforeAll(async () => {
  const loaded = await loadText(`
    teams:
      shop: { jump: { host: bastion, user: alice, via: { host: gate, port: 2222 } }, user: deploy }
      pay: { jump: none }
    hosts:
      web-[1-6]: { team: shop, tags: [web, prod] }
      pay-1: { team: pay, address: '::1', port: 22, logs: [app] }
      lone: { logs: [] }
    groups: { web: ['web-*'], mixed: [pay-1, web-1] }
    logs:
      app: { path: /var/log/app.log, format: java }
      sys: { command: "journalctl\\n\\e[31m", hosts: ['tag:prod'] }
  `);
  inventory = loaded.inventory;
});

const list = (request: Partial<ListRequest> = {}): string =>
  renderList(inventory, { names: [], team: null, form: 'text', ...request });

describe('rtail list', () => {
  test("says where ssh's own configuration decides, and which other hosts it has", () => {
    expect(list({ sshHosts: ['lone', 'other'] })).toMatch(/lone +lone +- +as in ~\/\.ssh\/config/);
    expect(list({ sshHosts: ['lone', 'other'] })).toMatch(/ALSO IN ~\/\.ssh\/config .*\nother\n$/);
    const empty = renderList(emptyInventory, { names: [], team: null, form: 'text', sshHosts: ['other'] });
    expect(empty).toMatch(/^HOSTS IN/);
  });

  test('shows hosts, logs, groups and teams in aligned columns', () => {
    expect(list()).toBe(`\
HOST   LOGIN         TEAM  VIA                        TAGS       LOGS
web-1  deploy@web-1  shop  gate:2222 > alice@bastion  web, prod  all 2
web-2  deploy@web-2  shop  gate:2222 > alice@bastion  web, prod  all 2
web-3  deploy@web-3  shop  gate:2222 > alice@bastion  web, prod  all 2
web-4  deploy@web-4  shop  gate:2222 > alice@bastion  web, prod  all 2
web-5  deploy@web-5  shop  gate:2222 > alice@bastion  web, prod  all 2
web-6  deploy@web-6  shop  gate:2222 > alice@bastion  web, prod  all 2
pay-1  [::1]:22      pay   direct                     -          app
lone   lone          -     -                          -          -

LOG  PLACE             FORMAT  HOSTS
app  /var/log/app.log  java    web-1, web-2, web-3 … pay-1 (7)
sys  $ journalctl      auto    web-1, web-2, web-3 … web-6 (6)

GROUP   HOSTS
@web    web-1, web-2, web-3 … web-6 (6)
@mixed  pay-1, web-1

TEAM  USER    VIA                        HOSTS
shop  deploy  gate:2222 > alice@bastion  web-1, web-2, web-3 … web-6 (6)
pay   -       direct                     pay-1
`);
  });

  const headings = (text: string) => text.match(/^[A-Z]+(?= {2})/gm);
  const firstColumn = (text: string) => [...text.matchAll(/^([^A-Z\s]\S*) {2}/gm)].map(match => match[1]);

  test.each([
    ['a host', ['web-2'], ['web-2']],
    ['a glob', ['web-[5-6]', 'lone'], ['web-5', 'web-6', 'lone']],
    ['a log', ['app'], ['app']],
    ['a group, with its hosts', ['mixed'], ['web-1', 'pay-1', '@mixed']],
    ['a team', ['pay'], ['pay']],
    ['everything of a team', ['pay/*', 'pay'], ['pay-1', 'pay']],
  ])('lists only what is named: %s', (_, names, shown) =>
    expect(firstColumn(list({ names }))).toEqual(shown),
  );

  test('lists only one team', () => {
    expect(firstColumn(list({ team: 'pay' }))).toEqual(['pay-1', 'app', '@mixed', 'pay']);
    expect(headings(list({ team: 'pay' }))).toEqual(['HOST', 'LOG', 'GROUP', 'TEAM']);
  });

  test.each([
    [{ names: ['web-1', 'apq'] }, 'apq: no host, log, group or team with this name. Did you mean app?'],
    [{ names: ['@wbe'] }, '@wbe: no host, log, group or team with this name. Did you mean web?'],
    [{ names: ['zzzzzz'] }, 'Run rtail list without a name to see all of them.'],
    [{ team: 'shpo' }, 'shpo: no team with this name. Did you mean shop?'],
  ])('an unknown name is an error: %j', (request, message) => {
    expect(() => list(request)).toThrow(SelectionError);
    expect(() => list(request)).toThrow(message);
  });

  test('prints everything as JSON', () => {
    const { hosts, logs, groups, teams } = JSON.parse(list({ form: 'json' }));
    expect(hosts).toHaveLength(8);
    expect(hosts[0]).toEqual({
      name: 'web-1',
      address: 'web-1',
      port: null,
      user: 'deploy',
      team: 'shop',
      timezone: null,
      jump: ['gate:2222', 'alice@bastion'],
      tags: ['web', 'prod'],
      logs: ['app', 'sys'],
    });
    expect(hosts.at(-1).jump).toBeNull();
    expect(logs[1]).toMatchObject({ name: 'sys', path: null, command: 'journalctl\n\x1b[31m', format: null });
    expect(logs[1].hosts).toHaveLength(6);
    expect(groups[1]).toEqual({ name: 'mixed', hosts: ['pay-1', 'web-1'] });
    expect(teams[1]).toEqual({
      name: 'pay',
      user: null,
      port: null,
      timezone: null,
      jump: [],
      hosts: ['pay-1'],
    });
  });

  test('nothing in a configuration acts as a command to the terminal', () => {
    expect(list()).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
  });

  test('reports an empty inventory', () => {
    expect(renderList(emptyInventory, { names: [], team: null, form: 'text' })).toMatch(/empty/);
    expect(JSON.parse(renderList(emptyInventory, { names: [], team: null, form: 'json' })).hosts).toEqual([]);
  });
});
