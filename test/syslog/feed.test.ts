import { expect, it } from 'vitest';
import { EVERYTHING } from '../../src/core/query.ts';
import type { Marker } from '../../src/core/record.ts';
import { RunningCounts } from '../../src/session/host/sourceCounts.ts';
import type { Reading } from '../../src/session/sources/contract.ts';
import { Feed } from '../../src/syslog/feed.ts';
import { sampleSource } from '../print/samples.ts';

/** A reader, and what it received. */
const readingOf = (signal: AbortSignal): { reading: Reading; told: string[] } => {
  const told: string[] = [];
  const sink = {
    opened() {},
    lines: (_: unknown, chunk: Buffer) => void told.push(chunk.toString()),
    marker: (_: unknown, marker: Marker) => void told.push(marker.kind === 'gap' ? marker.why : marker.kind),
    state() {},
  };
  const context = { query: { ...EVERYTHING, follow: 'name' }, sink, now: () => 0, elapsed: () => 0 };
  const reading = { source: sampleSource(0, 'vm'), counts: new RunningCounts(), context, signal };
  return { reading: reading as unknown as Reading, told };
};

it('buffers messages before a source is read, because a relay reads it only in turn, and again in between', async () => {
  const feed = new Feed();
  feed.add(Buffer.from('1'));
  await feed.flush();
  const first = new AbortController();
  const { reading, told } = readingOf(first.signal);
  const read = feed.read(reading);
  feed.add(Buffer.from('2'));
  await feed.flush();
  first.abort();
  await read;
  feed.add(Buffer.from('3'));
  const second = new AbortController();
  const again = readingOf(second.signal);
  const readAgain = feed.read(again.reading);
  await feed.flush();
  second.abort();
  await readAgain;
  expect([told.join(''), again.told.join('')]).toEqual(['1\n2\n', '3\n']);
});

it('bounds the buffer, and reports how many messages did not fit', async () => {
  const feed = new Feed();
  for (let index = 0; index < 100; index++) feed.add(Buffer.alloc(64 * 1024, 'x'));
  const { reading, told } = readingOf(AbortSignal.abort());
  await feed.read(reading);
  expect(told[0]).toBe('83 messages arrived while the source was not being read');
  expect(told.slice(1).join('')).toHaveLength(17 * (64 * 1024 + 1));
});

it('buffers nothing once the source is no longer read', async () => {
  const feed = new Feed();
  feed.close();
  feed.add(Buffer.from('1'));
  const { reading, told } = readingOf(AbortSignal.abort());
  await feed.read(reading);
  expect(told).toEqual([]);
});
