import { describe, expect, it } from 'vitest';
import type { SourceStatus } from '../../../src/session/live/snapshot.ts';
import { createPicker, type PickerLists, pickerItems } from '../../../src/ui/picker/items.ts';
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

const names = (typed: string): string[] =>
  createPicker(pickerItems(LISTS))
    .choices(typed, [])
    .map(choice => choice.name);

describe('the picker', () => {
  it('offers what was picked lately first, each thing once, then groups, tags, teams, and the hosts with their logs', () => {
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

  it('finds nothing for what is not there', () => {
    expect(names('zzzz')).toEqual([]);
  });

  it('shows which letters match, and what is being read already', () => {
    const open = [{ source: source(4, 'web-01', 'app') } as SourceStatus];
    const choices = createPicker(pickerItems(LISTS)).choices('01', open);
    expect(choices.find(choice => choice.name === 'web-01')).toMatchObject({ matched: [4, 5], open: [4] });
    expect(choices.find(choice => choice.name === 'web-01:app')).toMatchObject({ open: [4] });
    expect(choices.find(choice => choice.name === 'web-01:access')).toMatchObject({ open: [] });
  });

  it('says which jump hosts are on the way', () => {
    const choice = createPicker(pickerItems(LISTS))
      .choices('web-01', [])
      .find(one => one.kind === 'host')!;
    expect(choice.detail).toBe('2 logs, shop, web via bastion');
  });
});
