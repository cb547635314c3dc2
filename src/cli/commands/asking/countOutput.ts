import { isTotal } from '../../../core/count/question.ts';
import { ranked } from '../../../core/count/ranking.ts';
import type { CountRow } from '../../../core/count/tally.ts';
import { countsRecords } from '../../../core/count/unit.ts';
import { countsJson, countsText, totalsJson, totalsText } from '../../../print/counts.ts';
import { messageSink } from '../../../print/messageSink.ts';
import { createCountSink } from '../../../session/count/countSink.ts';
import { localZone } from '../../localZone.ts';
import type { Request } from '../../request/request.ts';
import { isLimitedInTotal, limitedRecords } from '../headAndLast.ts';
import type { PrintedOutput, PrinterRequest } from '../printOutput.ts';

/** Returns the fields that no counted record had. */
const absentFields = (by: readonly string[], rows: readonly CountRow[]): string[] =>
  by.filter((_, index) => rows.every(({ values }) => values[index] === null));

/**
 * Creates the output of `--count` and similar options: counts what arrives, and prints a table at the end.
 */
export const countOutput = (
  question: NonNullable<Request['query']['count']>,
  wanted: PrinterRequest,
): PrintedOutput => {
  const { request, sources, targets, skewMs, fieldHint } = wanted;
  const { query, output } = request;
  const { out, messages } = targets;
  const counted = createCountSink({
    question,
    records: countsRecords(query),
    group: query.record || query.grep.length + query.exclude.length === 0,
    zeroTerminated: query.zeroTerminated,
    zone: localZone,
    now: Date.now,
    skewMs,
    limited: isLimitedInTotal(wanted) ? sink => limitedRecords(sink, wanted) : null,
    rest: messageSink(messages, sources),
  });
  const json = output.form === 'json';
  const text = (): string => {
    if (isTotal(question) && question.by.length === 0) {
      const totals = [...counted.totals.values()];
      return json ? totalsJson(totals) : totalsText(totals);
    }
    const rankings = ranked(counted.tally.rows(), question.top);
    return json ? countsJson(rankings, question) : countsText(rankings, question, localZone);
  };
  return {
    sink: counted.sink,
    printer: { closed: out.closed, finish: out.flush },
    async end() {
      await counted.end();
      const { rest, total } = counted.tally;
      for (const name of total === 0 ? [] : absentFields(question.by, counted.tally.rows()))
        messages.say(`--count-by: no record has a field ${name}${fieldHint(name)}`);
      if (rest > 0)
        messages.say(`too many distinct values: ${rest} of the records are left out of the table`);
      await out.write(Buffer.from(text()));
    },
  };
};
