import { connect } from 'node:net';
import type { ParsedKey } from 'ssh2';
import { parseKey } from './keyFile.ts';

/** A key that an ssh-agent holds. */
export interface AgentKey {
  /** `ssh-ed25519`, `sk-ssh-ed25519@openssh.com`, `ssh-rsa-cert-v01@openssh.com`… */
  readonly type: string;
  readonly comment: string;
  /** Null for a type that ssh2 cannot use: hardware tokens, certificates. */
  readonly key: ParsedKey | null;
}

const REQUEST_IDENTITIES = 11;
const IDENTITIES_ANSWER = 12;
const PATIENCE_MS = 10_000;
const MAX_ANSWER = 1 << 20;

/** Returns the keys in an ssh-agent, in its order; null if it does not answer. */
export const listAgentKeys = async (socket: string): Promise<readonly AgentKey[] | null> => {
  const answer = await ask(socket, Buffer.from([0, 0, 0, 1, REQUEST_IDENTITIES]));
  if (answer === null || answer[0] !== IDENTITIES_ANSWER) return null;
  try {
    return [...readKeys(answer)];
  } catch {
    return null;
  }
};

function* readKeys(answer: Buffer): Generator<AgentKey> {
  let at = 5;
  const next = (): Buffer => {
    const length = answer.readUInt32BE(at);
    const bytes = answer.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    return bytes;
  };
  for (let left = answer.readUInt32BE(1); left > 0; left--) {
    const blob = next();
    const comment = next().toString('utf8');
    const type = blob.subarray(4, 4 + blob.readUInt32BE(0)).toString('latin1');
    const parsed = /^sk-|-cert-/.test(type) ? null : parseKey(`${type} ${blob.toString('base64')}`);
    yield { type, comment, key: parsed instanceof Error ? null : parsed };
  }
}

/**
 * Sends one message of the agent protocol and returns the answer, without the length (RFC
 * draft-miller-ssh-agent, 3); null if there is none.
 */
const ask = (path: string, message: Buffer): Promise<Buffer | null> =>
  new Promise(resolve => {
    let answer = Buffer.alloc(0);
    const socket = connect(path);
    const done = (result: Buffer | null) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(PATIENCE_MS, () => done(null));
    socket.on('error', () => done(null));
    socket.on('end', () => done(null));
    socket.on('data', chunk => {
      answer = Buffer.concat([answer, chunk]);
      if (answer.length < 4) return;
      const length = answer.readUInt32BE(0);
      if (length > MAX_ANSWER) done(null);
      else if (answer.length >= 4 + length) done(answer.subarray(4, 4 + length));
    });
    socket.write(message);
  });
