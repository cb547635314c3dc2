import { connect, type Socket } from 'node:net';
import type { JoinAttempt } from '../pool/sharing.ts';
import { FrameReader, sendFrames } from './frames.ts';
import { encode, ValueReader } from './values.ts';

/** OpenSSH's PROTOCOL.mux, 11; the last two are missing there. */
const HELLO = 0x00000001;
const ALLOW_PROXY = 0x1000000f;
const PROXY_ALLOWED = 0x8000000f;
const VERSION = 4;
const REQUEST = 1;

/** A master answers at once, unless it is stopped or wedged. */
const HELLO_MS = 3_000;

/** After this time, a greeted master is taken to be asking a person. */
const ANSWER_MS = 500;

/** A socket of an ssh master that carries messages of SSH's connection protocol from now on. */
export interface ProxySocket {
  readonly socket: Socket;
  readonly frames: FrameReader;
}

/** An error for a socket that nobody listens at: there is no master. */
export class NoMaster extends Error {}

/**
 * Connects to an ssh master and asks for proxy mode: PROTOCOL.mux, 1 and 9. Rejects with `NoMaster` if there is none, or
 * with an error whose message says why it cannot be used. A person may have to allow it (`ControlMaster ask`): `waits` is
 * called if that seems so, and `allowMs` is how long they may take.
 */
export const enterProxyMode = (
  path: string,
  { allowMs, waits, signal }: Pick<JoinAttempt, 'allowMs' | 'waits' | 'signal'>,
): Promise<ProxySocket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ path });
    const frames = new FrameReader();
    let greeted = false;
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.pause().off('data', read).off('close', closed).off('error', failed);
    };
    const fail = (error: Error) => {
      settle();
      socket.on('error', () => {}).destroy();
      reject(error);
    };
    const abort = () => fail(signal.reason as Error);
    const closed = () => fail(new Error('it closed the connection'));
    const failed = (error: Error) => fail(new NoMaster(error.message));
    const overdue = () => fail(new Error(greeted ? 'nobody allowed it in time' : 'it does not respond'));
    const ask = () => {
      waits();
      timer = setTimeout(overdue, allowMs);
    };
    let timer = setTimeout(overdue, HELLO_MS);
    const take = (frame: Buffer) => {
      const message = new ValueReader(frame);
      const type = message.uint32();
      if (greeted) {
        if (type !== PROXY_ALLOWED) return fail(new Error(refusal(message)));
        settle();
        return resolve({ socket, frames });
      }
      if (type !== HELLO || message.uint32() !== VERSION) throw new RangeError('no greeting');
      greeted = true;
      clearTimeout(timer);
      timer = setTimeout(ask, ANSWER_MS);
    };
    const read = (chunk: Buffer) => {
      try {
        frames.feed(chunk, take);
      } catch {
        fail(new Error('it does not speak the protocol of an ssh master'));
      }
    };
    signal.addEventListener('abort', abort, { once: true });
    socket.on('error', failed).on('close', closed).on('data', read);
    sendFrames(socket, encode(HELLO, VERSION), encode(ALLOW_PROXY, REQUEST));
  });

/** Masters before OpenSSH 7.4 do not know the request, and `ControlMaster ask` may refuse it. */
const refusal = (message: ValueReader): string => {
  message.uint32();
  return message.done ? 'it refused' : `it refused: ${message.text()}`;
};
