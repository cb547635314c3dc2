import { MAX_PROMPT, shortText } from '../auth/serverQuestions.ts';
import type { Hop } from '../hop.ts';
import { hopAddress } from '../hop.ts';
import type { Question } from '../transport.ts';

const PASSPHRASE = /^Enter passphrase for (?:key )?'?(.*?)'?: ?$/s;
const PASSWORD = /^(?:\(?\S+@.*\)? ?)?.*'s password: ?$/s;
const FROM_SERVER = /^\(\S+@\S+\) /;
const HOST_KEY = /authenticity of host [\s\S]*?(\S+) key fingerprint is (\S+?)\.?\s/;

/** Parses a prompt of ssh into a question. `again`: the same prompt already came in this login. */
export const askpassQuestion = (hop: Hop, prompt: string, again: boolean): Question => {
  // A server's question arrives as `(user@host) text`, and may look like one of ssh's own.
  const fromServer = FROM_SERVER.exec(prompt);
  if (fromServer && !PASSWORD.test(prompt))
    return serverQuestion(hop, prompt.slice(fromServer[0].length), again);
  const hostKey = HOST_KEY.exec(prompt);
  if (hostKey) {
    return {
      kind: 'host-key',
      host: hop.name,
      address: hopAddress(hop),
      keyType: hostKey[1] ?? '',
      fingerprint: hostKey[2] ?? '',
    };
  }
  const passphrase = PASSPHRASE.exec(prompt);
  if (passphrase) return { kind: 'passphrase', host: hop.name, keyFile: passphrase[1] ?? '', again };
  if (PASSWORD.test(prompt)) return { kind: 'password', host: hop.name, user: hop.user, again };
  return serverQuestion(hop, prompt, again);
};

const serverQuestion = (hop: Hop, text: string, again: boolean): Question => ({
  kind: 'keyboard-interactive',
  host: hop.name,
  user: hop.user,
  name: '',
  instruction: '',
  again,
  prompts: [{ text: shortText(text, MAX_PROMPT), echo: false }],
});
