/**
 * The terminal modes that the screen sets, in this order, and resets in reverse. 1049: alternate screen; 25: cursor; 7:
 * wrapping at the right edge; 2004: bracketed paste; 8 (BDSM, ECMA-48): right-to-left text stays in the cells it was
 * written to; 1000 and 1006: mouse buttons, in SGR form.
 */
const SCREEN_MODES = [
  { on: '\x1b[?1049h', off: '\x1b[?1049l' },
  { on: '\x1b[?25l', off: '\x1b[?25h' },
  { on: '\x1b[?7l', off: '\x1b[?7h' },
  { on: '\x1b[?2004h', off: '\x1b[?2004l' },
  { on: '\x1b[8l', off: '\x1b[8h' },
] as const;

const MOUSE_MODE = { on: '\x1b[?1000h\x1b[?1006h', off: '\x1b[?1006l\x1b[?1000l' } as const;

export const enterSequence = (mouse: boolean): string =>
  [...SCREEN_MODES.map(mode => mode.on), ...(mouse ? [MOUSE_MODE.on] : []), '\x1b[0m\x1b[2J'].join('');

/**
 * Resets everything, whatever was on. CAN comes first, to abort a sequence that a truncated frame may have left open;
 * synchronised output is ended.
 */
export const leaveSequence = (): string =>
  ['\x18\x1b[?2026l\x1b[0m', MOUSE_MODE.off, ...SCREEN_MODES.map(mode => mode.off).reverse()].join('');

export const mouseSequence = (on: boolean): string => (on ? MOUSE_MODE.on : MOUSE_MODE.off);

/** Synchronised output (DEC private mode 2026): terminals that support it show the frame at once. */
export const asOneFrame = (output: string): string => `\x1b[?2026h${output}\x1b[?2026l`;
