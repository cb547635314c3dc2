import { decodeText } from '../../../core/bytes.ts';
import { fieldLookup, valueText } from '../../../core/fields/lookup.ts';
import { allFieldsOf, fieldsOf } from '../../../core/fields/readFields.ts';
import { SeenFields } from '../../../core/fields/seenFields.ts';
import { fieldKey } from '../../../core/fields/words.ts';
import type { LogRecord, SourceId } from '../../../core/record.ts';
import type { Source } from '../../../core/target.ts';
import { isoTime } from '../../../core/text/timeText.ts';
import { messageSink } from '../../../print/messageSink.ts';
import { SqlTable } from '../../../print/sqlTable.ts';
import type { RecordSink } from '../../../session/events.ts';
import { RecordStage } from '../../../session/records/recordStage.ts';
import type { SqlValue } from '../../sqlWorker.ts';
import { isLimitedInTotal, limitedRecords } from '../headAndLast.ts';
import type { PrintedOutput, PrinterRequest } from '../printOutput.ts';
import { mayRead } from './sqlText.ts';
import { SqlThread } from './sqlThread.ts';

/** The built-in columns of every record. */
const COLUMNS = ['time', 'level', 'host', 'log', 'seq', 'text', 'fields'] as const;

/** Number of records to send to the thread at a time. */
const BATCH = 2000;

/** Number of records whose fields are remembered, for hints about missing ones. */
const MAX_HINTED = 50;

type ReadValue = (record: LogRecord, source: Source) => SqlValue;

/**
 * Creates the output of `--sql`: records become rows of a table, and at the end the query's result is printed. Throws a
 * SqlError if the query is wrong.
 */
export const sqlOutput = async (wanted: PrinterRequest): Promise<PrintedOutput> => {
  const { request, sources, targets, skewMs } = wanted;
  const { query, output, sql } = request;
  const { out, messages } = targets;
  const text = sql!;
  const thread = new SqlThread();
  const ready = await thread.ask({ kind: 'open', query: text, columns: COLUMNS });
  const fields = ready.kind === 'ready' ? ready.fields : [];
  const reads = [
    ...COLUMNS.map(column => ownValue(column, mayRead(text, column))),
    ...fields.map(fieldValue),
  ];
  const seen = fields.map(() => false);
  const hints = new SeenFields();
  let hinted = 0;
  const opened = new Map<SourceId, Source>();
  let waiting: SqlValue[][] = [];
  let count = 0;
  let sending: Promise<unknown> = Promise.resolve();

  const rowOf = (record: LogRecord): SqlValue[] => {
    const row = reads.map(read => read(record, opened.get(record.source)!));
    if (fields.length > 0 && hinted < MAX_HINTED) {
      hinted++;
      hints.add(allFieldsOf(record, opened.get(record.source)!.format));
    }
    for (const index of seen.keys()) seen[index] ||= row[COLUMNS.length + index] !== null;
    return row;
  };
  const send = (): Promise<unknown> => {
    const rows = waiting;
    waiting = [];
    sending = sending.then(() => thread.ask({ kind: 'rows', rows }));
    return sending;
  };
  const rest = messageSink(messages, sources);
  const sink: RecordSink = {
    ...rest,
    opened(source) {
      opened.set(source.id, source);
      rest.opened(source);
    },
    async records(batch) {
      for (const record of batch) {
        waiting.push(rowOf(record));
        count++;
        if (waiting.length >= BATCH) await send();
      }
    },
  };
  const limited = isLimitedInTotal(wanted) ? limitedRecords(sink, wanted) : null;
  const stage = new RecordStage({
    sink: limited?.sink ?? sink,
    merge: limited === null ? null : { kind: 'finite' },
    group: query.record || query.grep.length + query.exclude.length === 0,
    live: false,
    zeroTerminated: query.zeroTerminated,
    now: Date.now,
    skewMs,
  });
  let isAsking = false;
  let isCancelled = false;
  const printResult = async (): Promise<void> => {
    isAsking = true;
    const table = new SqlTable(output.form === 'json');
    for (
      let answer = await thread.ask({ kind: 'run' });
      answer.kind === 'result';
      answer = await thread.next()
    ) {
      const printed = table.rows(answer.columns, answer.rows);
      if (printed !== '') await out.write(Buffer.from(printed));
      if (answer.over) break;
    }
    await out.write(Buffer.from(table.end()));
  };
  return {
    sink: stage,
    printer: { closed: out.closed, finish: out.flush },
    cancel() {
      if (!isAsking) return;
      isCancelled = true;
      void thread.close();
    },
    async end() {
      try {
        await stage.end();
        await limited?.end();
        await send();
        for (const [index, name] of fields.entries())
          if (!seen[index] && count > 0)
            messages.say(
              `--sql: no record has a field ${name}${/^\w[\w.-]*$/.test(name) ? hints.hint(fieldKey(name), COLUMNS) : " (text is written in '…')"}`,
            );
        await printResult();
      } catch (error) {
        if (!isCancelled) throw error;
      } finally {
        await thread.close();
      }
    },
  };
};

const ownValue = (column: (typeof COLUMNS)[number], isRead: boolean): ReadValue => {
  if (!isRead) return () => null;
  switch (column) {
    case 'time':
      return ({ time }) => (time === null ? null : isoTime(time));
    case 'level':
      return ({ level }) => level;
    case 'host':
      return (_record, source) => source.host.name;
    case 'log':
      return (_record, source) => source.log;
    case 'seq':
      return ({ seq }) => seq;
    case 'text':
      return record => decodeText(record.text);
    case 'fields':
      return (record, source) => {
        const fields = fieldsOf(record, source);
        return fields === null ? null : JSON.stringify(fields);
      };
  }
};

const fieldValue = (name: string): ReadValue => {
  const lookup = fieldLookup(fieldKey(name));
  return (record, { format }) => {
    const value = lookup(allFieldsOf(record, format));
    if (value === undefined || value === null) return null;
    if (typeof value === 'number' || typeof value === 'string') return value;
    return typeof value === 'boolean' ? Number(value) : valueText(value);
  };
};
