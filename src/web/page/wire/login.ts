import { ENDPOINTS, type LoginAnswer, type LoginRefusal, TOKEN_IN_FRAGMENT } from '../../protocol/http.ts';

/** The outcome of a login. */
export type Login =
  | { readonly ok: true; readonly key: string }
  /** `isAnswer`: whether the server itself responded. */
  | { readonly ok: false; readonly isAnswer: boolean; readonly message: string; readonly advice: string };

/** The storage key depends on the page's path, because several servers may share an origin. */
const storageName = (): string => `rtail-key ${new URL('.', document.baseURI).pathname}`;

/** Removes the token from the URL, so that it appears neither in the history nor in a copied link. */
export const takeToken = (): string | null => {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const token = fragment.get(TOKEN_IN_FRAGMENT);
  if (token === null) return null;
  fragment.delete(TOKEN_IN_FRAGMENT);
  const rest = fragment.toString();
  history.replaceState(null, '', `${location.pathname}${location.search}${rest === '' ? '' : `#${rest}`}`);
  return token;
};

export const storedKey = (): string | null => {
  try {
    return localStorage.getItem(storageName());
  } catch {
    return null;
  }
};

const storeKey = (key: string): void => {
  try {
    localStorage.setItem(storageName(), key);
  } catch {
    // Without storage, the key lasts as long as the page.
  }
};

export const forgetKey = (): void => {
  try {
    localStorage.removeItem(storageName());
  } catch {
    // There was none.
  }
};

/** Exchanges the token for a cookie and a key; without a token, a proxy may identify the user. */
export const logIn = async (token: string | null): Promise<Login> => {
  try {
    const answer = await fetch(new URL(ENDPOINTS.login, document.baseURI), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(token === null ? {} : { token }),
    });
    const body: unknown = await answer.json();
    if (answer.ok) {
      const { key } = body as LoginAnswer;
      storeKey(key);
      return { ok: true, key };
    }
    const { error, advice } = body as LoginRefusal;
    return { ok: false, isAnswer: true, message: error, advice };
  } catch {
    return {
      ok: false,
      isAnswer: false,
      message: 'The server is not responding.',
      advice: 'Check that rtail serve is running and that this address is still correct.',
    };
  }
};
