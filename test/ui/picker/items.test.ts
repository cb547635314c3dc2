import { describe, expect, it } from 'vitest';
import type { SourceStatus } from '../../../src/session/live/snapshot.ts';
import { createPicker, type Picker, type PickerLists } from '../../../src/ui/picker/items.ts';
import { source } from '../helpers/feed.ts';

const LISTS: PickerLists = {
  hosts: [
    { name: 'web-01', team: 'shop', tags: ['web'], logs: ['app', 'access'], jump: ['bastion'] },
    { name: 'web-02', team: 'shop', tags: ['web'], logs: ['app'], jump: ['bastion'] },
    { name: 'db-1', team: 'pay', tags: [], logs: ['pg'], jump: [] },
  ],
  groups: [{ name: 'front', hosts: ['web-01', 'web-02'] }],
  recent: ['db-1:pg', 'gone:app'],
};

const NOTHING = { sources: [], offers: { logs: [], problems: [] } };

const names = (typed: string, session: Parameters<Picker['choices']>[1] = NOTHING): string[] =>
  createPicker(LISTS)
    .choices(typed, session)
    .map(choice => choice.name);

/** Published logs. */
const published = (...logs: readonly string[]) => ({
  ...NOTHING,
  offers: { logs: logs.map(log => ({ name: `redis://hub/shop/${log}`, detail: 'published' })), problems: [] },
});

describe('the picker', () => {
  it('offers recent picks first, each item once, then groups, tags, teams, and the hosts with their logs', () => {
    expect(names('')).toEqual([
      ...['db-1:pg', 'gone:app', '@front', 'tag:web', 'shop/*', 'pay/*'],
      ...['web-01', 'web-01:app', 'web-01:access', 'web-02', 'web-02:app', 'db-1'],
    ]);
  });

  it.each([
    ['web-02', 'web-02'],
    ['w02', 'web-02'],
    ['access', 'web-01:access'],
    ['front', '@front'],
    ['pg', 'db-1:pg'],
  ])('finds for %s first %s', (typed, name) => {
    expect(names(typed)[0]).toBe(name);
  });

  it.each([
    ['web-*', ['web-01', 'web-02']],
    ['web-0?:app', ['web-01:app', 'web-02:app']],
    ['*:*', ['db-1:pg', 'gone:app', 'web-01:app', 'web-01:access', 'web-02:app']],
  ])('lists for %s what it stands for', (typed, expected) => expect(names(typed)).toEqual(expected));

  it('finds nothing for something that does not exist', () => {
    expect(names('zzzz')).toEqual([]);
  });

  it('shows which letters match, and what is already being read', () => {
    const open = [{ source: source(4, 'web-01', 'app') } as SourceStatus];
    const choices = createPicker(LISTS).choices('01', { ...NOTHING, sources: open });
    expect(choices.find(choice => choice.name === 'web-01')).toMatchObject({ matched: [4, 5], open: [4] });
    expect(choices.find(choice => choice.name === 'web-01:app')).toMatchObject({ open: [4] });
    expect(choices.find(choice => choice.name === 'web-01:access')).toMatchObject({ open: [] });
  });

  it('shows which jump hosts are on the way', () => {
    const choice = createPicker(LISTS)
      .choices('web-01', NOTHING)
      .find(one => one.kind === 'host')!;
    expect(choice.detail).toBe('2 logs, shop, web via bastion');
  });

  it('lists the logs on offer after recent picks, and those that are published later', () => {
    const picker = createPicker(LISTS);
    const listed = (typed: string, ...logs: readonly string[]): string[] =>
      picker.choices(typed, published(...logs)).map(({ name }) => name);
    expect(listed('', 'web-9:app').slice(1, 4)).toEqual(['gone:app', 'redis://hub/shop/web-9:app', '@front']);
    expect(listed('web-9', 'web-9:app')[0]).toBe('redis://hub/shop/web-9:app');
    expect(listed('mail', 'web-9:app')).toEqual([]);
    expect(listed('mail', 'web-9:app', 'mail:smtp')).toEqual(['redis://hub/shop/mail:smtp']);
  });

  it('shows which of the logs on offer are open', () => {
    const place = { kind: 'other', scheme: 'redis', address: 'hub/shop/web-9:app', several: false } as const;
    const open = [{ source: { ...source(7, 'web-9', 'app'), place } } as SourceStatus];
    const choices = createPicker(LISTS).choices('redis', {
      ...published('web-9:app', 'web-8:app'),
      sources: open,
    });
    expect(choices.map(({ name, open }) => [name, open])).toEqual([
      ['redis://hub/shop/web-9:app', [7]],
      ['redis://hub/shop/web-8:app', []],
    ]);
  });
});
