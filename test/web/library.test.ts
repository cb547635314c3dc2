import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Source } from '../../src/core/target.ts';
import type { Hub } from '../../src/session/live/hub.ts';
import { type Card, Library } from '../../src/web/library.ts';
import { sampleSource } from '../print/samples.ts';

const PERSON = { name: 'viewer', role: 'viewer' } as const;
const [app, access] = [sampleSource(0, 'app'), sampleSource(1, 'access')];
const nameOf = ({ host, log }: Source): string => `${host.name}:${log}`;

/**
 * Creates a library of two logs, the first of which is visible initially, and records what its reader is
 * told.
 */
const library = () => {
  const told: string[] = [];
  let next = 0;
  const made = new Library({
    hub: { openSources: () => [] as Source[], removeSource: () => {} } as unknown as Hub,
    catalogue: {
      itemsFor: () => [app, access].map(one => ({ name: nameOf(one), kind: 'log', detail: '' }) as const),
      resolve: name => [app, access].filter(one => nameOf(one) === name),
      allows: () => true,
      first: [app],
    },
    reader: {
      open: (source, heard) => {
        told.push(`open ${source.host.name}`);
        heard(next++);
      },
      end: id => void told.push(`end ${id}`),
      retry: () => {},
    },
    graceMs: 30_000,
  });
  return { told, join: (names?: readonly string[]): Card => made.join(PERSON, () => {}, names) };
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('Library', () => {
  test('keeps reading a log for a while after its last viewer has left', () => {
    const { told, join } = library();
    join().leave();
    vi.advanceTimersByTime(29_999);
    expect(told).toEqual(['open app']);
    vi.advanceTimersByTime(1);
    expect(told).toEqual(['open app', 'end 0']);
  });

  test('ends at once what a departed script read, and reads nothing else for it', () => {
    const { told, join } = library();
    const card = join([]);
    card.open([nameOf(access)], false);
    card.leave(true);
    expect(told).toEqual(['open access', 'end 0']);
  });

  test('names the files of a glob by the name that opened them', () => {
    const card = library().join([]);
    card.open([nameOf(access)], false);
    expect(card.openedAs({ ...app, id: 0, log: '/srv/a.log', partOf: 0 })).toBe(nameOf(access));
    expect(card.openedAs({ ...access, id: 0 })).toBe(nameOf(access));
  });

  test.each([
    ['those that are named', ['access', 'none'], ['open access']],
    ['the initial ones if none of the named exists', ['none'], ['open app']],
    ['none if none is named', [], []],
  ])('opens for a viewer %s', (_title, names, expected) => {
    const { told, join } = library();
    join(names.map(name => (name === 'access' ? nameOf(access) : name)));
    expect(told).toEqual(expected);
  });

  test('does not count files that a former reading of a glob still found', () => {
    const { join } = library();
    join().leave();
    vi.advanceTimersByTime(30_000);
    const card = join();
    expect([0, 1].map(partOf => card.sees({ ...app, id: 7, log: '/srv/a.log', partOf }))).toEqual([
      false,
      true,
    ]);
  });

  test.each([
    ['somebody else is still looking', 60_000, (viewer: Card) => void viewer, false],
    ['somebody else has just left', 29_000, (viewer: Card) => viewer.leave(), false],
    ['the other one left long ago', 30_000, (viewer: Card) => viewer.leave(), true],
  ])('keeps reading after a script has left if %s', (_title, ms, act, isOver) => {
    const { told, join } = library();
    const [viewer, script] = [join(), join()];
    act(viewer);
    script.leave(true);
    vi.advanceTimersByTime(ms);
    expect(told.includes('end 0')).toBe(isOver);
  });
});
