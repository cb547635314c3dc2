import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OpenStreams, type StreamNode } from '../../../src/core/filter/openStreams.ts';

class Entry implements StreamNode {
  before: this | null = null;
  after: this | null = null;
  readonly number: number;

  constructor(number: number) {
    this.number = number;
  }
}

it('does the same as a map, also for records with numbers far apart', () => {
  let displaced = 0;
  const operation = fc.oneof(
    fc.constantFrom(1, 2, 1023, 2047, 2048, 4096).map(step => ({ kind: 'add', step }) as const),
    fc.nat(30).map(index => ({ kind: 'renew', index }) as const),
    fc.nat(30).map(index => ({ kind: 'remove', index }) as const),
  );
  const property = fc.property(fc.array(operation, { minLength: 10, maxLength: 100 }), operations => {
    const streams = new OpenStreams<Entry>();
    const map = new Map<number, Entry>();
    let number = 0;
    for (const next of operations) {
      if (next.kind === 'add') {
        number += next.step;
        const entry = new Entry(number);
        streams.add(entry);
        map.set(number, entry);
      } else {
        const entry = [...map.values()][next.index];
        if (entry === undefined) continue;
        map.delete(entry.number);
        if (next.kind === 'renew') {
          streams.renew(entry);
          map.set(entry.number, entry);
        } else streams.remove(entry);
      }
      const numbers: number[] = [];
      for (let entry = streams.first; entry !== null; entry = entry.after) numbers.push(entry.number);
      expect(numbers).toEqual([...map.keys()]);
      expect(streams.size).toBe(map.size);
      for (let asked = number; asked >= 0; asked -= 1024) expect(streams.get(asked)).toBe(map.get(asked));
      for (const key of map.keys()) expect(streams.get(key)).toBe(map.get(key));
      if (new Set(numbers.map(value => value % 2048)).size < numbers.length) displaced++;
    }
  });
  fc.assert(property, { numRuns: 300 });
  expect(displaced).toBeGreaterThan(100);
});
