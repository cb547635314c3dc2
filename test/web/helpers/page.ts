import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { ServerMessage } from '../../../src/web/protocol/answers.ts';
import type { ClientMessage, Hello, TailMessage } from '../../../src/web/protocol/requests.ts';
import type { Row } from '../../../src/web/protocol/rows.ts';
import { DEFAULT_SETTINGS, type ViewSettings } from '../../../src/web/protocol/view.ts';
import { logIn, type Served, TOKENS } from './served.ts';

type Of<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>;

/** A page, as far as the protocol shows it. */
export class TestPage {
  readonly socket: WebSocket;
  readonly heard: ServerMessage[] = [];
  /** Acknowledges tails as they arrive. */
  acks = true;
  closed: { readonly code: number; readonly why: string } | null = null;
  #waiting = new Set<() => void>();
  #q = 1;
  #v = 0;

  constructor(url: string, headers: Record<string, string>) {
    this.socket = new WebSocket(url, { headers, perMessageDeflate: false });
    this.socket.on('message', data => {
      const message = JSON.parse(String(data)) as ServerMessage;
      this.heard.push(message);
      if (message.type === 'tail' && this.acks) this.send({ type: 'ack', n: message.n });
      this.#wake();
    });
    this.socket.on('close', (code, why) => {
      this.closed = { code, why: String(why) };
      this.#wake();
    });
    this.socket.on('error', () => {});
    onTestFinished(() => this.socket.terminate());
  }

  send(message: ClientMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  /** Waits until a condition holds. */
  async until<T>(look: () => T | undefined | null | false): Promise<T> {
    for (;;) {
      const found = look();
      if (found) return found;
      await new Promise<void>(resolve => {
        this.#waiting.add(resolve);
      });
    }
  }

  /** Returns the next message of a type that passes the test. */
  see<T extends ServerMessage['type']>(
    type: T,
    test: (message: Of<T>) => boolean = () => true,
  ): Promise<Of<T>> {
    return this.until(() => this.heard.find((one): one is Of<T> => one.type === type && test(one as Of<T>)));
  }

  set(settings: Partial<ViewSettings>): number {
    this.#v++;
    this.send({ type: 'view', v: this.#v, settings: { ...DEFAULT_SETTINGS, ...settings } });
    return this.#v;
  }

  /** Sends a request, and waits for the answer. */
  async ask(question: Record<string, unknown>): Promise<ServerMessage> {
    const q = this.#q++;
    this.send({ q, ...(needsVersion(question) && { v: this.#v }), ...question } as unknown as ClientMessage);
    return this.until(() => this.heard.find(one => 'q' in one && one.q === q));
  }

  tail(panes: TailMessage['panes']): void {
    this.send({ type: 'tail', panes });
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }
}

const needsVersion = ({ type }: Record<string, unknown>): boolean =>
  ['rows', 'find', 'text', 'download', 'values'].includes(String(type));

/** Returns a page that is logged in and was welcomed. */
export const openPage = async (
  served: Pick<Served, 'port' | 'origin'>,
  token: string = TOKENS.viewer,
  hello: Pick<Hello, 'logs'> = {},
): Promise<TestPage> => {
  const { cookie, key } = await logIn(served, token);
  const page = new TestPage(`ws://127.0.0.1:${served.port}/api/socket`, {
    Origin: served.origin,
    Cookie: cookie,
  });
  await new Promise((resolve, reject) => {
    page.socket.once('open', resolve);
    page.socket.once('error', reject);
  });
  page.send({ type: 'hello', protocol: 1, key, ...hello });
  await page.see('welcome');
  return page;
};

export const textsOf = (rows: readonly Row[]): string[] => rows.map(row => row[6]);
