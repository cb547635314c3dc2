/**
 * Text from a host, one character per byte (U+0000–U+00FF, "latin1"): exact whatever the encoding, compact in V8, and
 * matched byte by byte as `LC_ALL=C grep` does on the hosts. Decode it only where a person or JSON reads it.
 */
export type ByteString = string;

const NOT_ASCII = /[\x80-\xff]/;

/** Converts a chunk to a ByteString; no byte is lost or changed. */
export const toByteString = (chunk: Uint8Array): ByteString =>
  Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');

/** Returns the bytes of a ByteString. */
export const fromByteString = (bytes: ByteString): Buffer => Buffer.from(bytes, 'latin1');

/** Converts ordinary text (a pattern, a name) to the ByteString of its UTF-8 form. */
export const encodeText = (text: string): ByteString => Buffer.from(text, 'utf8').toString('latin1');

/** Decodes a ByteString as UTF-8; invalid bytes become U+FFFD. */
export const decodeText = (bytes: ByteString): string =>
  NOT_ASCII.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;
