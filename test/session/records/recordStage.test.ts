import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LogRecord } from '../../../src/core/record.ts';
import type { RecordSink } from '../../../src/session/events.ts';
import { RecordStage, type RecordStageOptions } from '../../../src/session/records/recordStage.ts';
import { sampleSource } from '../../print/samples.ts';

const NOW = Date.UTC(2026, 10, 20, 12);
const [a, b] = [sampleSource(0, 'a'), sampleSource(1, 'b')];
const line = (second: number, text: string): string =>
  `2026-11-20 11:00:${String(second).padStart(2, '0')},000 INFO x - ${text}\n`;

interface Seen {
  readonly stage: RecordStage;
  /** Texts and markers in order of arrival; a late record has a `~`. */
  readonly log: string[];
  lines(source: typeof a, text: string): void | Promise<void>;
}

const watch = (options: Partial<RecordStageOptions>): Seen => {
  const log: string[] = [];
  const sink: RecordSink = {
    opened: () => {},
    state: () => {},
    marker: (_source, marker) => void log.push(`<${marker.kind}>`),
    records: batch => void log.push(...batch.map(show)),
  };
  const stage = new RecordStage({
    sink,
    merge: { kind: 'live', holdMs: 25 },
    group: false,
    live: true,
    zeroTerminated: false,
    now: Date.now,
    skewMs: () => null,
    ...options,
  });
  stage.opened(a);
  stage.opened(b);
  return { stage, log, lines: (source, text) => stage.lines(source, Buffer.from(text)) };
};

const show = ({ text, late }: LogRecord): string =>
  `${late ? '~' : ''}${text.replace(/^.* - /, '').replaceAll('\n', '⏎')}`;

beforeEach(() => void vi.useFakeTimers({ now: NOW }));
afterEach(() => void vi.useRealTimers());

describe('live', () => {
  test('the past of a slower host is ordered with that of the others', () => {
    const { log, lines } = watch({});
    lines(a, line(1, 'one') + line(3, 'three'));
    vi.advanceTimersByTime(400);
    lines(b, line(2, 'two') + line(4, 'four'));
    expect(log).toEqual([]);
    vi.advanceTimersByTime(225);
    expect(log).toEqual(['one', 'two', 'three', 'four']);
  });

  test('the past of sources that are opened together later on is ordered among themselves', () => {
    const { stage, log, lines } = watch({});
    lines(a, line(1, 'one'));
    lines(b, line(2, 'two'));
    vi.advanceTimersByTime(1000);
    const [c, d] = [sampleSource(2, 'c'), sampleSource(3, 'd')];
    stage.opened(c);
    stage.opened(d);
    stage.forget();
    lines(c, line(3, 'three') + line(5, 'five'));
    vi.advanceTimersByTime(100);
    lines(a, line(9, 'of a source that is live'));
    vi.advanceTimersByTime(100);
    expect(log).toEqual(['one', 'two', 'of a source that is live']);
    lines(d, line(4, 'four'));
    vi.advanceTimersByTime(225);
    expect(log.slice(3)).toEqual(['~three', '~four', '~five']);
  });

  test('nothing is late relative to what has been dropped', () => {
    const { stage, log, lines } = watch({});
    lines(a, line(8, 'eight'));
    lines(b, line(9, 'nine'));
    vi.advanceTimersByTime(1000);
    for (const source of [a, b]) stage.state(source, { kind: 'done' });
    stage.forget();
    const [c, d] = [sampleSource(2, 'c'), sampleSource(3, 'd')];
    for (const source of [c, d]) stage.opened(source);
    lines(d, line(2, 'two'));
    lines(c, line(1, 'one') + line(3, 'three'));
    vi.advanceTimersByTime(100);
    expect(log).toEqual(['eight', 'nine', 'one', 'two', 'three']);
  });

  test('a host that does not deliver delays the others for a second, and is late then', () => {
    const { log, lines } = watch({});
    lines(a, line(5, 'five'));
    vi.advanceTimersByTime(1100);
    expect(log).toEqual(['five']);
    lines(b, line(2, 'two'));
    vi.advanceTimersByTime(50);
    expect(log).toEqual(['five', '~two']);
  });

  test('a record waits for lines that continue it, and no longer than allowed', () => {
    const { log, lines } = watch({ merge: null, group: true, continuationMs: 20 });
    lines(a, line(1, 'Exception'));
    vi.advanceTimersByTime(10);
    lines(a, '\tat frame\n');
    expect(log).toEqual([]);
    vi.advanceTimersByTime(45);
    expect(log).toEqual(['Exception⏎\tat frame']);
  });

  test('a marker stays behind the records that came before it', () => {
    const { stage, log, lines } = watch({});
    lines(a, line(1, 'one'));
    void stage.marker(a, { kind: 'truncated', at: NOW });
    expect(log).toEqual([]);
    vi.advanceTimersByTime(1200);
    expect(log).toEqual(['one', '<truncated>']);
  });
});

describe('finite', () => {
  const finite = { merge: { kind: 'finite' }, live: false } as const;

  test('a source is read further only when its earlier output has been placed', async () => {
    const { stage, log, lines } = watch(finite);
    let went = false;
    const place = Promise.resolve(lines(a, line(2, 'two'))).then(() => {
      went = true;
    });
    await Promise.resolve();
    expect([went, log]).toEqual([false, []]);
    lines(b, line(1, 'one'));
    stage.state(b, { kind: 'done' });
    await place;
    expect([went, log]).toEqual([true, ['one', 'two']]);
  });

  test('a source that fails delays nobody', () => {
    const { stage, log, lines } = watch(finite);
    lines(a, line(2, 'two'));
    const trouble = { kind: 'lost', host: 'b', log: null, message: '', advice: null, final: false } as const;
    stage.state(b, { kind: 'failed', trouble });
    expect(log).toEqual(['two']);
  });

  test('a glob whose files are not known yet is waited for', () => {
    const { stage, log, lines } = watch(finite);
    stage.state({ ...b, id: 9 }, { kind: 'connecting', detail: '' });
    stage.state(b, { kind: 'done' });
    lines(a, line(2, 'two'));
    expect(log).toEqual([]);
    stage.state({ ...b, id: 9 }, { kind: 'done' });
    expect(log).toEqual(['two']);
  });

  test('the end delivers what is buffered', async () => {
    const { stage, log, lines } = watch({ ...finite, group: true });
    lines(a, line(2, 'two'));
    lines(b, `${line(1, 'one')}\tat frame`);
    await stage.end();
    expect(log).toEqual(['one⏎\tat frame', 'two']);
  });
});
