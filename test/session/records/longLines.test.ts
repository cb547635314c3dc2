import { expect, test } from 'vitest';
import type { LogRecord } from '../../../src/core/record.ts';
import { RecordStage } from '../../../src/session/records/recordStage.ts';
import { sampleSource } from '../../print/samples.ts';

const A = sampleSource(0, 'web-01');
const MB = 1 << 20;

test('a huge chunk is processed in parts, and later input waits its turn', async () => {
  const events: string[] = [];
  let turns = 0;
  const stage = new RecordStage({
    sink: {
      opened: () => {},
      records: (batch: readonly LogRecord[]) => {
        for (const { text } of batch) events.push(`${text.slice(0, 3)} ${text.length}`);
      },
      marker: (_source, marker) => void events.push(marker.kind),
      state: (_source, state) => void events.push(state.kind),
    },
    merge: null,
    group: true,
    live: false,
    zeroTerminated: false,
    now: () => 0,
    skewMs: () => null,
  });
  stage.opened(A);
  const counting = setInterval(() => turns++, 0);
  const first = stage.lines(A, Buffer.concat([Buffer.from('one\n'), Buffer.alloc(9 * MB, 'x')]));
  void stage.lines(A, Buffer.from('\ntwo\n'));
  void stage.marker(A, { kind: 'truncated', at: 0 });
  void stage.lines(A, Buffer.from('three\n'));
  stage.state(A, { kind: 'done' });
  await first;
  await stage.end();
  clearInterval(counting);
  // The end of the long line arrives with the next chunk.
  const pieces = [...Array(4).fill(`xxx ${2 * MB}`), `xxx ${MB + 1}`];
  expect(events).toEqual(['one 3', ...pieces, 'two 3', 'truncated', 'thr 5', 'done']);
  expect(turns).toBeGreaterThan(2);
});
