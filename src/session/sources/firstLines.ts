import { type ByteString, toByteString } from '../../core/bytes.ts';
import type { Source } from '../../core/target.ts';
import type { RunContext } from '../host/context.ts';

const SAMPLE_BYTES = 64 << 10;

/** Returns the first whole lines, to determine a log's format. */
export const firstLines = (chunk: Buffer): ByteString => {
  const text = toByteString(chunk.subarray(0, SAMPLE_BYTES));
  return text.slice(0, text.lastIndexOf('\n') + 1);
};

/** Records the fields of a log without a sample. */
export const noteFields = (source: Source, { fields, query }: RunContext, chunk: Buffer): void =>
  fields?.noteLines(source, query, firstLines(chunk).split('\n').slice(0, -1));
