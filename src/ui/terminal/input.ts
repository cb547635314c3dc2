/** An input event. Key names: the character itself, a name from `KEY_NAMES`, `^x` with control, or `alt-x`. */
export type InputEvent =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'paste'; readonly text: string }
  /** The terminal's answer to the query for its background colour. */
  | { readonly kind: 'ground'; readonly ground: 'dark' | 'light' }
  /** `x` and `y` start at 0. */
  | {
      readonly kind: 'mouse';
      readonly what: 'press' | 'wheelUp' | 'wheelDown';
      readonly x: number;
      readonly y: number;
    };

/** Final bytes and numbers of the sequences of xterm (ctlseqs, "PC-style function keys") and of the Linux console. */
const FINAL_BYTES: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  F: 'end',
  H: 'home',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
  Z: 'shift-tab',
};
const NUMBERS: Readonly<Record<string, string>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
  11: 'f1',
  12: 'f2',
  13: 'f3',
  14: 'f4',
  15: 'f5',
  17: 'f6',
  18: 'f7',
  19: 'f8',
  20: 'f9',
  21: 'f10',
  23: 'f11',
  24: 'f12',
};
const PLAIN_KEYS: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  ' ': 'space',
  '\x7f': 'backspace',
  '\b': 'backspace',
  '\x1b': 'esc',
  '\0': '^space',
};

const CSI = /^\x1b\[([<?]?)([\d;]*)([@-~])/;
const SS3 = /^\x1bO([A-Za-z])/;
const UNFINISHED = /^\x1b(\[[<?]?[\d;]*|O)?$/;
/** The answer to OSC 11 (xterm ctlseqs, "Operating System Commands"), complete or not. */
const GROUND = /^\x1b\]11;([^\x07\x1b]*)(?:\x07|\x1b\\)/;
const UNFINISHED_GROUND = /^\x1b\]1(?:1(?:;[^\x07\x1b]*\x1b?)?)?$/;

/**
 * Classifies by relative luminance, as defined by WCAG 2; null if it is not a colour of the form `rgb:hhhh/hhhh/hhhh`.
 */
const groundOf = (color: string): 'dark' | 'light' | null => {
  const [, red, green, blue] = /^rgba?:([\da-f]+)\/([\da-f]+)\/([\da-f]+)/i.exec(color) ?? [];
  if (red === undefined) return null;
  const share = (hex: string): number => Number.parseInt(hex, 16) / (16 ** hex.length - 1);
  const light = 0.2126 * share(red) + 0.7152 * share(green!) + 0.0722 * share(blue!);
  return light > 0.5 ? 'light' : 'dark';
};

const PASTE_START = '\x1b[200~';
const PASTE_END = '\x1b[201~';

const keyName = (character: string): string => {
  const plain = PLAIN_KEYS[character];
  if (plain) return plain;
  const code = character.charCodeAt(0);
  return code < 0x20 ? `^${String.fromCharCode(code + 0x60)}` : character;
};

/** Decodes modifiers as xterm encodes them: 1 + shift 1, alt 2, control 4. */
const withModifiers = (key: string, modifiers: string | undefined): string => {
  const bits = Number(modifiers ?? 1) - 1;
  return `${bits & 4 ? 'ctrl-' : ''}${bits & 2 ? 'alt-' : ''}${bits & 1 ? 'shift-' : ''}${key}`;
};

const mouseEvent = (parameters: string, final: string): InputEvent | null => {
  const [button = 0, column = 1, row = 1] = parameters.split(';').map(Number);
  const place = { x: column - 1, y: row - 1 };
  if (final !== 'M') return null;
  if (button === 64) return { kind: 'mouse', what: 'wheelUp', ...place };
  if (button === 65) return { kind: 'mouse', what: 'wheelDown', ...place };
  return button === 0 ? { kind: 'mouse', what: 'press', ...place } : null;
};

const sequenceEvent = (marker: string, parameters: string, final: string): InputEvent | null => {
  if (marker === '<') return mouseEvent(parameters, final);
  if (marker === '?') return null;
  const [first = '', modifiers] = parameters.split(';');
  const name =
    final === '~' ? NUMBERS[first] : first === '' || first === '1' ? FINAL_BYTES[final] : undefined;
  return name ? { kind: 'key', key: withModifiers(name, modifiers) } : null;
};

/**
 * Turns terminal input into events, however it is chunked. A lone escape is buffered until `flush`, since it may start
 * a sequence; unknown sequences are dropped as a whole.
 */
export class InputDecoder {
  #pending = '';

  /** True while anything is buffered. */
  get pending(): boolean {
    return this.#pending !== '';
  }

  decode(text: string): InputEvent[] {
    this.#pending += text;
    const events: InputEvent[] = [];
    while (this.#pending !== '') {
      const taken = this.#next(events);
      if (taken === 0) break;
      this.#pending = this.#pending.slice(taken);
    }
    return events;
  }

  /** Nothing more arrived for a while: interprets the buffered input as it is. */
  flush(): InputEvent[] {
    const held = this.#pending;
    if (held.startsWith(PASTE_START)) return [];
    if (held.startsWith('\x1b]11;')) {
      this.#pending = '';
      return [];
    }
    this.#pending = '';
    return held === '' ? [] : [{ kind: 'key', key: 'esc' }];
  }

  /** Reads an event from the front; returns how many characters it took, or 0 if more are needed. */
  #next(events: InputEvent[]): number {
    const text = this.#pending;
    if (text.startsWith(PASTE_START)) {
      const end = text.indexOf(PASTE_END);
      if (end < 0) return 0;
      events.push({ kind: 'paste', text: text.slice(PASTE_START.length, end) });
      return end + PASTE_END.length;
    }
    if (text[0] !== '\x1b') {
      const character = String.fromCodePoint(text.codePointAt(0)!);
      events.push({ kind: 'key', key: keyName(character) });
      return character.length;
    }
    const answer = GROUND.exec(text);
    if (answer) {
      const ground = groundOf(answer[1]!);
      if (ground !== null) events.push({ kind: 'ground', ground });
      return answer[0].length;
    }
    if (UNFINISHED_GROUND.test(text)) return 0;
    const csi = CSI.exec(text);
    const sequence = csi ?? SS3.exec(text);
    if (sequence) {
      const event = csi ? sequenceEvent(csi[1]!, csi[2]!, csi[3]!) : sequenceEvent('', '', sequence[1]!);
      if (event) events.push(event);
      return sequence[0].length;
    }
    if (UNFINISHED.test(text)) return 0;
    if (text[1] === '\x1b') {
      events.push({ kind: 'key', key: 'esc' });
      return 1;
    }
    const character = String.fromCodePoint(text.codePointAt(1)!);
    events.push({ kind: 'key', key: `alt-${keyName(character)}` });
    return 1 + character.length;
  }
}
