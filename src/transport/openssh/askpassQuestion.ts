import type { Hop } from '../hop.ts';
import { hopAddress } from '../hop.ts';
import type { Question } from '../transport.ts';

const PASSPHRASE = /^Enter passphrase for (?:key )?'?(.*?)'?: ?$/s;
const PASSWORD = /^(?:\(?\S+@.*\)? ?)?.*'s password: ?$/s;
const HOST_KEY = /authenticity of host [\s\S]*?(\S+) key fingerprint is (\S+?)\.?\s/;

/** A prompt of ssh's as the question it is. `again`: the same prompt came before in this login. */
export const askpassQuestion = (hop: Hop, prompt: string, again: boolean): Question => {
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
  // Keyboard-interactive prompts come as `(user@host) text`.
  const text = prompt.replace(/^\(\S+@\S+\) /, '');
  return {
    kind: 'keyboard-interactive',
    host: hop.name,
    user: hop.user,
    name: '',
    instruction: '',
    prompts: [{ text, echo: false }],
  };
};
