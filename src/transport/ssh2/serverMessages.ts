import type { Client } from 'ssh2';

/** Server messages during a login that ssh2 does not expose. */
export interface ServerMessages {
  /** The signature algorithms that it lists (RFC 8308, 3.1). */
  readonly algorithms: (listed: readonly string[]) => void;
  /**
   * Text of a keyboard-interactive request without a question, such as "a push was sent to your phone" (RFC
   * 4256, 3.2).
   */
  readonly notice: (text: string) => void;
}

interface Extension {
  readonly name: string;
  readonly algs?: readonly string[];
}

interface Handlers {
  EXT_INFO?: (protocol: unknown, extensions: readonly Extension[]) => void;
  USERAUTH_INFO_REQUEST?: (protocol: unknown, name: string, instruction: string, prompts?: unknown[]) => void;
}

/** Passes these on from a connecting client. ssh2 has no event for them, so its own handlers are wrapped. */
export const onServerMessages = (client: Client, { algorithms, notice }: ServerMessages): void => {
  const handlers = (client as unknown as { readonly _protocol?: { readonly _handlers: Handlers } })._protocol
    ?._handlers;
  const { EXT_INFO: info, USERAUTH_INFO_REQUEST: request } = handlers ?? {};
  if (handlers === undefined || info === undefined || request === undefined) return;
  handlers.EXT_INFO = (protocol, extensions) => {
    const listed = extensions.find(({ name }) => name === 'server-sig-algs')?.algs;
    if (listed !== undefined) algorithms(listed);
    info(protocol, extensions);
  };
  handlers.USERAUTH_INFO_REQUEST = (protocol, name, instruction, prompts) => {
    if (!prompts?.length) notice([name, instruction].filter(text => text.trim() !== '').join(' '));
    request(protocol, name, instruction, prompts);
  };
};
