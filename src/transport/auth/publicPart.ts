/** Marks the new private key format (PROTOCOL.key of OpenSSH). */
const MAGIC = 'openssh-key-v1\0';

/**
 * Returns the public key in an OpenSSH private key file as a `type base64` line, which needs no passphrase;
 * null for other formats.
 */
export const publicPart = (pem: string): string | null => {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END/.exec(pem)?.[1];
  if (body === undefined) return null;
  const data = Buffer.from(body, 'base64');
  if (data.subarray(0, MAGIC.length).toString('latin1') !== MAGIC) return null;
  try {
    let at = MAGIC.length;
    for (let field = 0; field < 3; field++) at += 4 + data.readUInt32BE(at); // cipher, kdf, kdf options
    at += 4; // number of keys
    const blob = data.subarray(at + 4, at + 4 + data.readUInt32BE(at));
    const type = blob.subarray(4, 4 + blob.readUInt32BE(0)).toString('latin1');
    return `${type} ${blob.toString('base64')}`;
  } catch {
    return null;
  }
};
