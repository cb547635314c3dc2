/** Colour depth of a terminal in bits: 0 none, 4 for 16 colours, 8 for 256, 24 for true colour. */
export type ColorDepth = 0 | 4 | 8 | 24;

export type ColorChoice = 'auto' | 'always' | 'never';

/**
 * Returns the colour depth to use on a stream. `--color` takes precedence, then `NO_COLOR` (no-color.org: set
 * and not empty), then `FORCE_COLOR` (0–3), then whether the stream is a terminal; `COLORTERM` and `TERM`
 * determine its depth.
 */
export const colorDepth = (
  choice: ColorChoice,
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): ColorDepth => {
  if (choice === 'never') return 0;
  if (choice === 'always') return terminalDepth(env) || 4;
  if (env['NO_COLOR']) return 0;
  const forced = forcedDepth(env['FORCE_COLOR']);
  if (forced !== null) return forced === 0 ? 0 : (Math.max(forced, terminalDepth(env)) as ColorDepth);
  return isTerminal ? terminalDepth(env) : 0;
};

const forcedDepth = (value: string | undefined): ColorDepth | null => {
  switch (value) {
    case undefined:
    case '':
      return null;
    case '0':
    case 'false':
      return 0;
    case '2':
      return 8;
    case '3':
      return 24;
    default:
      return 4;
  }
};

const terminalDepth = (env: Readonly<Record<string, string | undefined>>): ColorDepth => {
  const term = env['TERM'] ?? '';
  if (term === 'dumb') return 0;
  if (env['COLORTERM'] === 'truecolor' || env['COLORTERM'] === '24bit' || term.endsWith('-direct')) return 24;
  return term.includes('256') ? 8 : 4;
};
