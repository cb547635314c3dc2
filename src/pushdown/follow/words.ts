import type { ByteString } from '../../core/bytes.ts';
import { cksum } from '../../core/follow/checksum.ts';
import type { Sum } from '../../core/follow/position.ts';

/** Returns the bytes in a word of the shell function `t`; null if it has none. */
export const readWord = (word: ByteString): Sum | null => {
  const [, crc, length] = /^(\d+)\.(\d+)$/.exec(word) ?? [];
  if (crc !== undefined) return { length: Number(length), crc: Number(crc) };
  if (!/^x([0-9a-f]{2})*$/.test(word)) return null;
  const bytes = Buffer.from(word.slice(1), 'hex');
  return { length: bytes.length, crc: cksum(bytes) };
};
