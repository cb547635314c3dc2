import { type ByteString, decodeText, encodeText } from '../../core/bytes.ts';

const UNDECODABLE = /[\udc80-\udcff]/;

/**
 * Converts a host's path to text. Each byte that is not UTF-8 becomes a lone surrogate U+DC80–U+DCFF
 * (`surrogateescape` in PEP 383), so that `pathBytes` returns exactly the same bytes; it is displayed as
 * U+FFFD.
 */
export const pathFromBytes = (bytes: ByteString): string => {
  const text = decodeText(bytes);
  if (encodeText(text) === bytes) return text;
  let path = '';
  for (let at = 0; at < bytes.length; ) {
    const character = characterAt(bytes, at);
    path += character ?? String.fromCharCode(0xdc00 + bytes.charCodeAt(at));
    at += character === null ? 1 : encodeText(character).length;
  }
  return path;
};

/** Returns the character that starts at a byte, or null if there is none. */
const characterAt = (bytes: ByteString, at: number): string | null => {
  for (let length = 1; length <= 4; length++) {
    const text = decodeText(bytes.slice(at, at + length));
    if (!text.includes('\ufffd') && text !== '') return text;
  }
  return null;
};

/** Returns the bytes of a path: its UTF-8, and the original bytes that `pathFromBytes` could not decode. */
export const pathBytes = (path: string): ByteString => {
  if (!UNDECODABLE.test(path)) return encodeText(path);
  return Array.from(path, char => {
    const code = char.charCodeAt(0);
    return code >= 0xdc80 && code <= 0xdcff ? String.fromCharCode(code - 0xdc00) : encodeText(char);
  }).join('');
};
