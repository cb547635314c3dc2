const POLYNOMIAL = 0x04c11db7;

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let crc = index << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
  return crc >>> 0;
});

/**
 * Returns the checksum that POSIX `cksum` prints (CRC-32, most significant bit first, with the length
 * appended), so that hosts can compute it too.
 */
export const cksum = (bytes: Uint8Array): number => {
  let crc = 0;
  for (const byte of bytes) crc = (crc << 8) ^ TABLE[(crc >>> 24) ^ byte]!;
  for (let length = bytes.length; length > 0; length = Math.floor(length / 256)) {
    crc = (crc << 8) ^ TABLE[(crc >>> 24) ^ (length & 255)]!;
  }
  return ~crc >>> 0;
};
