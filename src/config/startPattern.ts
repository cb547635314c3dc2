/** A bracket expression, or a backslash and what follows it. */
const BRACKET_OR_ESCAPE = /\[\^?\]?(?:\[[:.=][^\]]*\]|[^\]])*\]|\\./gs;

/** The pattern of a record's start as an ERE: `\d` and `\D`, which people write and EREs lack, spelt out. */
export const startPattern = (text: string): string =>
  text.replace(BRACKET_OR_ESCAPE, part => (part === '\\d' ? '[0-9]' : part === '\\D' ? '[^0-9]' : part));
