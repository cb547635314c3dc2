import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TimeRange } from '../../src/core/query.ts';
import { MARGIN, nextOffsets, spanOf, type TimeSample, type TimeSearch } from '../../src/core/timeSearch.ts';

/** A file as the search sees it: where its records start, their times, and its length. */
interface SearchedFile {
  readonly records: readonly TimeSample[];
  readonly size: number;
}

const PLACES = 16;
/** Returns what a probe of a place sees. */
const LOOK = 8192;

/** Searches to the end; returns the range and the number of places probed. */
const search = ({ records, size }: SearchedFile, range: TimeRange) => {
  const timed = records.filter(({ ms }) => ms !== null);
  let found: TimeSearch = { size, range, samples: [timed[0], timed.at(-1)].flatMap(s => (s ? [s] : [])) };
  let looks = 0;
  for (let round = 0; round < 20; round++) {
    const offsets = nextOffsets(found, PLACES);
    if (offsets.length === 0) break;
    looks += offsets.length;
    const seen = offsets.map((place): TimeSample => {
      const first = records.find(({ offset }) => offset > place);
      const timedThere = records.find(
        ({ offset, ms }) => offset > place && offset < place + LOOK && ms !== null,
      );
      return { offset: first?.offset ?? size, ms: timedThere?.ms ?? null };
    });
    found = { ...found, samples: [...found.samples, ...seen] };
  }
  return { span: spanOf(found), looks };
};

/** Generates records of any length, some without a time; times increase, except within the margin. */
const file: fc.Arbitrary<SearchedFile> = fc
  .array(
    fc.record({
      bytes: fc.oneof(
        { weight: 8, arbitrary: fc.integer({ min: 1, max: 5000 }) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 300_000 }) },
      ),
      step: fc.oneof(fc.integer({ min: 0, max: 2000 }), fc.constant(0), fc.constant(3_600_000)),
      late: fc.integer({ min: 0, max: MARGIN.ms }),
      timed: fc.integer({ min: 0, max: 9 }),
    }),
    { maxLength: 300 },
  )
  .map(drafts => {
    let offset = 0;
    let ms = 1_000_000;
    const records = drafts.map(({ bytes, step, late, timed }) => {
      if (timed > 0) ms += step;
      const record = { offset, ms: timed === 0 ? null : ms - late };
      offset += bytes;
      return record;
    });
    return { records, size: offset };
  });

const bound = fc.option(fc.integer({ min: 999_000, max: 5_000_000 }));
const within = ({ since, until }: TimeRange, ms: number): boolean =>
  (since === null || ms >= since) && (until === null || ms <= until);

describe('a search for times', () => {
  it('omits no record in the range', () => {
    fc.assert(
      fc.property(file, bound, bound, (searched, since, until) => {
        const { span } = search(searched, { since, until });
        const left = searched.records.filter(
          ({ offset, ms }) =>
            ms !== null &&
            within({ since, until }, ms) &&
            (offset < span.start || (span.end !== null && offset >= span.end)),
        );
        expect(left).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('starts and ends where lines start', () => {
    fc.assert(
      fc.property(file, bound, bound, (searched, since, until) => {
        const { span } = search(searched, { since, until });
        const begins = new Set([0, searched.size, ...searched.records.map(({ offset }) => offset)]);
        expect(begins.has(span.start) && (span.end === null || begins.has(span.end))).toBe(true);
      }),
    );
  });

  it.each([
    ['the last minute of 10 GB', { since: 86_340_000, until: null }],
    ['a minute in the middle of 10 GB', { since: 40_000_000, until: 40_060_000 }],
  ])('finds %s with few probes', (_title, range) => {
    // 10 GB spread evenly over a day, one record per 1000 bytes: too many to list.
    const size = 10_000_000_000;
    const at = (offset: number): TimeSample => ({ offset, ms: Math.floor((offset / size) * 86_400_000) });
    let found: TimeSearch = { size, range, samples: [at(0), at(size - 1000)] };
    let looks = 0;
    for (let offsets = nextOffsets(found, 40); offsets.length > 0; offsets = nextOffsets(found, 40)) {
      looks += offsets.length;
      const samples = offsets.map(place => at(Math.ceil(place / 1000) * 1000));
      found = { ...found, samples: [...found.samples, ...samples] };
    }
    const { start, end } = spanOf(found);
    const asked = (size / 86_400_000) * ((range.until ?? 86_400_000) - range.since);
    expect((end ?? size) - start).toBeLessThan(asked + 2_000_000);
    expect(looks).toBeLessThanOrEqual(200);
  });
});
