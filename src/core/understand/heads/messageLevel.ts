import type { ByteString } from '../../bytes.ts';
import { bareRequest } from '../compile/programPieces.ts';
import { isBlank, isLetter, isUpper } from '../compile/steps.ts';
import { findBareLevel } from '../findLevelWord.ts';
import { quotedLevel } from '../httpStatus.ts';
import { LineHead, NO_LEVEL } from '../lineHead.ts';
import { crashHead } from '../tables/continuationShapes.ts';

const QUOTE = 34;

const scratch = { to: 0, level: 0 };
const request = new LineHead();
/** Returns true if a level word in capitals follows. */
export const beginsWithLevel = (text: ByteString, at: number, end: number): boolean =>
  findBareLevel(text, at, end, true, scratch);

/**
 * Returns the level of a message without a level word: from a request's status, or from a crash that it
 * reports.
 */
export const messageLevel = (text: ByteString, from: number, end: number): number => {
  let at = from;
  while (at < end && isBlank(text.charCodeAt(at))) at++;
  const first = text.charCodeAt(at);
  if (first === QUOTE) return quotedLevel(text, at, end);
  if (BEGINS_CRASH[first & 255] !== 1) return NO_LEVEL;
  const { level } = crashHead(text, at, end);
  if (level === NO_LEVEL && isUpper(first) && bareRequest.step(text, at, end, request) >= 0)
    return request.level;
  return level === NO_LEVEL && isUpper(first) ? subsystemLevel(text, at, end) : level;
};

const SUBSYSTEM = /[A-Z][A-Z0-9][\w-]* (?=[a-z]+(?:: | \(device ))/y;

/** Returns the level after a subsystem's name in capitals: `EXT4-fs error (device sda1): …`. */
const subsystemLevel = (text: ByteString, at: number, end: number): number => {
  SUBSYSTEM.lastIndex = at;
  if (!SUBSYSTEM.test(text)) return NO_LEVEL;
  return findBareLevel(text, SUBSYSTEM.lastIndex, end, false, scratch) ? scratch.level : NO_LEVEL;
};

/** First characters of crash reports: names of exceptions and files, and a few marks. */
const BEGINS_CRASH = Uint8Array.from({ length: 256 }, (_, code) =>
  Number(isLetter(code) || '/*=#'.includes(String.fromCharCode(code))),
);
