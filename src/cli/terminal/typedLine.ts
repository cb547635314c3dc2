/** The state of a line while it is typed. */
export type TypedLine =
  | { readonly kind: 'typing'; readonly text: string }
  | { readonly kind: 'entered'; readonly text: string; readonly rest: string }
  /** ^D on an empty line. */
  | { readonly kind: 'declined' }
  /** ^C. */
  | { readonly kind: 'interrupted' }
  /** ^Z. */
  | { readonly kind: 'suspended'; readonly text: string };

/** Applies keys typed in raw mode to a line, like a terminal's own line editing. */
export const typeKeys = (before: string, keys: string): TypedLine => {
  let text = before;
  // Arrow keys and the like are not part of an answer.
  const typed = [...keys.replace(/\x1b(?:\[[0-?]*[ -/]*[@-~]|O.)?/g, '')];
  for (const [index, key] of typed.entries()) {
    switch (key) {
      case '\r':
      case '\n':
        return { kind: 'entered', text, rest: typed.slice(index + 1).join('') };
      case '\x03':
        return { kind: 'interrupted' };
      case '\x04':
        if (text === '') return { kind: 'declined' };
        break;
      case '\x1a':
        return { kind: 'suspended', text };
      case '\x08':
      case '\x7f':
        text = [...text].slice(0, -1).join('');
        break;
      case '\x15':
        text = '';
        break;
      case '\x17':
        text = text.replace(/\S*\s*$/, '');
        break;
      default:
        if (key >= ' ') text += key;
    }
  }
  return { kind: 'typing', text };
};
