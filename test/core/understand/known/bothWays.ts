import { encodeText } from '../../../../src/core/bytes.ts';
import { LineHead } from '../../../../src/core/understand/lineHead.ts';
import { LineReader } from '../../../../src/core/understand/lineReader.ts';
import { RecordGrouper } from '../../../../src/core/understand/recordGrouper.ts';

/** Returns the stream without asking for it, which would change how the line is grouped. */
export const streamOf = (head: LineHead): string | null =>
  head.streamTo < 0 ? head.stream : head.streamText.slice(head.streamFrom, head.streamTo);

/** Everything that a line's head states, as text that is quickly compared. */
const stated = (headed: boolean, head: LineHead): string => {
  const { moment, inner, structure, time } = head;
  const { year, month, day, hour, minute, second } = moment;
  const at =
    time === null
      ? ''
      : `${structure === null ? `${head.timeFrom} ${head.timeTo}` : ''} ${moment.epochSeconds} ${year}-${month}-${day} ${hour}:${minute}:${second} ${moment.nanos} ${moment.digits} ${moment.offset}`;
  const within =
    inner === null ? '' : `${inner.level} ${inner.format?.layout} ${inner.structure} ${inner === head}`;
  return (
    `${headed} ${head.level} ${time?.name} ${at} ${head.freeTime?.name} ${head.lastTime?.name} ${head.format?.layout} ` +
    `${head.payload} ${structure} ${head.fieldsAt} ${head.prefixed} ${head.partial} ${head.stamped} ${head.indented} ` +
    `${head.bodyFrom} ${head.bodyEnd} ${streamOf(head)} ${within}`
  );
};

/** Reads a text, up to `end`, and returns whether both ways to read it disagree. */
export type Differs = (text: string, end?: number) => boolean;

/**
 * Reads the lines of one log in the direct way and in the way in which all other lines are read, and compares what is found,
 * and which lines belong together.
 */
export const bothWays = (): Differs => {
  const ways = [true, false].map(direct => ({
    reader: new LineReader(null, direct),
    grouper: new RecordGrouper(),
    head: new LineHead(),
  }));
  return (text, end = text.length) => {
    const [direct, other] = ways.map(({ reader, grouper, head }) => {
      const headed = reader.read(text, 0, end, head);
      const seen = stated(headed, head);
      const joins = grouper.joins(text, 0, end, head, headed);
      return `${seen} ${joins} ${grouper.record} ${head.level}`;
    });
    return direct !== other;
  };
};

/** Returns the first line of a log in which both ways disagree; null if none does. */
export const firstDifference = (lines: readonly string[]): string | null => {
  const differs = bothWays();
  return lines.find(line => differs(encodeText(line))) ?? null;
};

/** Reads so many lines that heads are remembered from then on. */
export const warmUp = (): void => {
  const differs = bothWays();
  for (let index = 0; index < 300; index++) differs(`2026-11-20 14:02:11 [x${index}] y`);
};
