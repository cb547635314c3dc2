import type { ByteString } from '../../src/core/bytes.ts';
import type { Trouble } from '../../src/core/trouble.ts';
import { type ReportSubject, reportReader } from '../../src/pushdown/script/report.ts';

/** Parses all of a script's stderr at once: its failure, if any, the bytes read, and the tools' messages. */
export const parseReport = (
  stderr: ByteString,
  subject: ReportSubject,
): { trouble: Trouble | null; bytesRead: number | null; notices: string[]; messages: string[] } => {
  const reader = reportReader(subject);
  const reports = [...reader.push(stderr), ...reader.end()];
  const troubles = reports.flatMap(report => (report.kind === 'trouble' ? [report.trouble] : []));
  const reads = reports.flatMap(report => (report.kind === 'read' ? [report.bytes] : []));
  const notices = reports.flatMap(report => (report.kind === 'notice' ? [report.text] : []));
  return {
    trouble: troubles[0] ?? null,
    bytesRead: reads.at(-1) ?? null,
    notices,
    messages: reader.takeMessages(),
  };
};
