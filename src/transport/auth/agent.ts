import type { ParsedKey } from 'ssh2';
import { createAgent } from '../ssh2/library.ts';

/** Lets the agent sign; may take as long as a person takes to touch a key or confirm. Null if it declines. */
export const agentSign = (
  socket: string,
  key: ParsedKey,
  data: Buffer,
  hash: string | undefined,
): Promise<Buffer | null> =>
  new Promise(resolve => {
    const options = hash === 'sha256' || hash === 'sha512' ? { hash } : {};
    const done = (error: unknown, signature?: unknown) =>
      resolve(error || !Buffer.isBuffer(signature) ? null : signature);
    createAgent(socket).sign(key, data, options as never, done as never);
  });
