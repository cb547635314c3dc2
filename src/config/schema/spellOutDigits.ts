/** A bracket expression, or a backslash and the character after it. */
const BRACKET_OR_ESCAPE = /\[\^?\]?(?:\[[:.=][^\]]*\]|[^\]])*\]|\\./gs;

/** Converts a pattern to an ERE by expanding `\d` and `\D`, which EREs lack. */
export const spellOutDigits = (text: string): string =>
  text.replace(BRACKET_OR_ESCAPE, part => (part === '\\d' ? '[0-9]' : part === '\\D' ? '[^0-9]' : part));
