const KEYS: Readonly<Record<string, string>> = {
  Enter: '\r',
  // A sequence without a meaning follows, so that the escape need not wait until it is certainly alone.
  Esc: '\x1b\x1b[?0u',
  Tab: '\t',
  STab: '\x1b[Z',
  Space: ' ',
  Up: '\x1b[A',
  Down: '\x1b[B',
  Left: '\x1b[D',
  Right: '\x1b[C',
  SLeft: '\x1b[1;2D',
  SRight: '\x1b[1;2C',
  PgUp: '\x1b[5~',
  PgDn: '\x1b[6~',
  Home: '\x1b[H',
  End: '\x1b[F',
  Backspace: '\x7f',
};

/** Returns what a terminal sends for a key's name (`Enter`, `^d`), or the text itself. */
export const typed = (key: string): string => {
  const control = /^\^(.)$/.exec(key);
  return control ? String.fromCharCode(control[1]!.charCodeAt(0) & 0x1f) : (KEYS[key] ?? key);
};
