/**
 * Loads React, Ink and Yoga with `fetch` hidden. Yoga would use it to read its own inlined WebAssembly, which makes
 * Node load its whole HTTP client; without `fetch`, Yoga decodes the bytes itself.
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
