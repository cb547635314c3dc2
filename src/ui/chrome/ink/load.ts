/**
 * Loads React, Ink and Yoga. Yoga's loader would read its own inlined WebAssembly with `fetch`, which makes Node load its whole
 * HTTP client for it; if there is none it decodes the bytes itself.
 */
export const loadChrome = async (): Promise<typeof import('./mount.tsx')> => {
  const fetch = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
  Reflect.deleteProperty(globalThis, 'fetch');
  try {
    return await import('./mount.tsx');
  } finally {
    if (fetch) Object.defineProperty(globalThis, 'fetch', fetch);
  }
};
