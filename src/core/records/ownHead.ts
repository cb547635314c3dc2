import type { ByteString } from '../bytes.ts';
import { ownGroups } from '../fields/ownPattern.ts';
import { LEVELS } from '../level.ts';
import type { NamedPattern } from '../target.ts';
import { levelOfWord } from '../understand/findLevelWord.ts';
import type { LineHead } from '../understand/lineHead.ts';
import { Moment } from '../understand/moment.ts';
import { readTimeText } from '../understand/structured/fieldTime.ts';

/** Sets time and level from the groups of a log's own pattern. */
export type OwnHead = (text: ByteString, from: number, end: number, reading: LineHead) => void;

/**
 * Returns the head parser for a log's own pattern; null if the log has none, or it names neither time nor
 * level.
 */
export const ownHead = (pattern: NamedPattern | null | undefined): OwnHead | null => {
  if (!pattern?.names.some(name => name === 'time' || name === 'level')) return null;
  const groups = ownGroups(pattern);
  const moment = new Moment();
  return (text, from, end, reading) => {
    const found = groups(text.slice(from, end));
    const time = found?.get('time');
    const format = time === undefined ? null : readTimeText(time, 0, time.length, moment, reading.lastTime);
    if (format !== null) {
      reading.moment.copy(moment);
      reading.time = format;
      reading.lastTime = format;
      reading.timeFrom = Math.max(from, text.indexOf(time!, from));
      reading.timeTo = reading.timeFrom + time!.length;
    }
    const level = levelOfWord(found?.get('level')?.trim() ?? '');
    if (level !== null) reading.level = LEVELS.indexOf(level);
  };
};
