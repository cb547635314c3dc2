import type { WriteEvent } from './sample.ts';

/** Writes a Go worker's logfmt. */
export const writeLogfmt: WriteEvent = ({ random, at, incident }) => {
  const job = `job=${random.pick(['mail', 'invoice', 'thumbnail', 'reindex'])}-${random.hex(6)}`;
  const ts = `ts=${at.toISOString()}`;
  if (random.chance(0.01 + incident * 0.2)) {
    return `${ts} level=error caller=worker.go:214 ${job} msg="job failed" attempt=${random.whole(1, 5)} err="ProcessingException: dial tcp 10.0.3.7:5432: i/o timeout"\n`;
  }
  if (random.chance(0.04 + incident * 0.2)) {
    return `${ts} level=warn caller=queue.go:88 msg="queue is behind" depth=${Math.round(200 + incident * 9000)} oldest=${random.whole(2, 90)}s\n`;
  }
  return random.pick([
    `${ts} level=info caller=worker.go:131 ${job} msg="job done" took=${random.whole(12, 900)}ms\n`,
    `${ts} level=debug caller=worker.go:97 ${job} msg="job taken" queue=default\n`,
    `${ts} level=info caller=worker.go:131 ${job} msg="job done" took=${random.whole(12, 900)}ms retries=0\n`,
  ]);
};
