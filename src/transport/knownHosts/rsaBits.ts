/**
 * Returns the size of an RSA public key's modulus in bits; null for other types of keys (RFC 4253, 6.6: type,
 * exponent, modulus).
 */
export const rsaBits = (blob: Buffer): number | null => {
  let at = 0;
  const next = (): Buffer => {
    const length = blob.readUInt32BE(at);
    at += 4 + length;
    return blob.subarray(at - length, at);
  };
  try {
    if (next().toString('latin1') !== 'ssh-rsa') return null;
    next();
    const modulus = next();
    const start = modulus.findIndex(byte => byte !== 0);
    return start === -1 ? 0 : (modulus.length - start) * 8 - Math.clz32(modulus[start] ?? 0) + 24;
  } catch {
    return null;
  }
};
