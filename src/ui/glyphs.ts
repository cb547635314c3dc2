/** Every non-ASCII glyph of the screen, and its replacement if only ASCII is available. */
export interface Glyphs {
  readonly live: string;
  readonly busy: string;
  readonly failed: string;
  readonly idle: string;
  readonly stalled: string;
  readonly paused: string;
  readonly vertical: string;
  readonly horizontal: string;
  readonly cursor: string;
  readonly mark: string;
  /** The cursor on a marked row. */
  readonly markedCursor: string;
  readonly folded: string;
  readonly unfolded: string;
  /** The line continues to the right, or to the left. */
  readonly more: string;
  readonly less: string;
  readonly dots: string;
  readonly thumb: string;
  readonly tick: string;
  readonly checked: string;
  readonly unchecked: string;
  readonly chosen: string;
  readonly bars: readonly string[];
  readonly arrow: string;
  /** The timeline's cursor. */
  readonly pointer: string;
  /** A record that arrived out of order. */
  readonly late: string;
  /** Corners and joints, indexed by the lines that meet: bits up 1, right 2, down 4, left 8. */
  readonly joints: readonly string[];
  readonly border: 'round' | 'classic';
}

const UNICODE: Glyphs = {
  live: '●',
  busy: '◐',
  failed: '✗',
  idle: '○',
  stalled: '◌',
  paused: '‖',
  vertical: '│',
  horizontal: '─',
  cursor: '▌',
  mark: '◆',
  markedCursor: '►',
  folded: '▸',
  unfolded: '▾',
  more: '›',
  less: '‹',
  dots: '┄',
  thumb: '┃',
  tick: '╺',
  checked: '✓',
  unchecked: '·',
  chosen: '❯',
  bars: [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  arrow: '→',
  pointer: '▲',
  late: '↧',
  joints: [' ', '╵', '╶', '└', '╷', '│', '┌', '├', '╴', '┘', '─', '┴', '┐', '┤', '┬', '┼'],
  border: 'round',
};

const ASCII: Glyphs = {
  live: '*',
  busy: '~',
  failed: 'x',
  idle: 'o',
  stalled: '?',
  paused: '=',
  vertical: '|',
  horizontal: '-',
  cursor: '>',
  mark: '#',
  markedCursor: '@',
  folded: '+',
  unfolded: '-',
  more: '>',
  less: '<',
  dots: '-',
  thumb: '#',
  tick: '=',
  checked: 'x',
  unchecked: '.',
  chosen: '>',
  bars: [' ', '.', '.', ':', ':', '|', '|', '#', '#'],
  arrow: '->',
  pointer: '^',
  late: 'v',
  joints: [' ', '|', '-', '+', '|', '|', '+', '+', '-', '+', '-', '+', '+', '+', '+', '+'],
  border: 'classic',
};

export const glyphsFor = (unicode: boolean): Glyphs => (unicode ? UNICODE : ASCII);
