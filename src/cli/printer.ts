import type { Source } from '../core/target.ts';
import { createChunkPrinter } from '../print/chunkPrinter.ts';
import type { Printer, PrintTargets } from '../print/printer.ts';
import type { SourceSink } from '../session/events.ts';
import { limitLines } from '../session/limit.ts';
import type { Request } from './request.ts';

/** What a run's lines go through on their way to stdout. */
export interface PrintedOutput {
  readonly sink: SourceSink;
  readonly printer: Printer;
  /** Delivers what stages still hold; to be called when all sources have ended. */
  end(): Promise<void>;
}

export interface PrinterRequest {
  readonly request: Request;
  readonly sources: readonly Source[];
  readonly terminal: boolean;
  readonly targets: PrintTargets;
  /** Called when `--head` has all its lines. */
  readonly onFull: () => void;
}

/** The stages and the printer that a request's output needs; no more than it needs. */
export const createPrintedOutput = ({
  request,
  sources,
  terminal,
  targets,
  onFull,
}: PrinterRequest): PrintedOutput => {
  const { output, query } = request;
  const options = { prefix: output.prefix, sources, terminal, depth: output.colors };
  const printer = createChunkPrinter(
    { ...options, raw: output.form === 'raw', zeroTerminated: query.zeroTerminated },
    targets,
  );
  const sink =
    query.head === null
      ? printer
      : limitLines(printer, { limit: query.head, zeroTerminated: query.zeroTerminated, onFull });
  return { sink, printer, end: async () => {} };
};
