import xterm from '@xterm/headless';

/** A terminal emulator in this process, read back as text and cells. */
export interface Emulator {
  readonly columns: number;
  readonly rows: number;
  write(data: string): Promise<void>;
  resize(columns: number, rows: number): void;
  /** The screen's lines, without trailing blanks. */
  lines(): string[];
  cell(x: number, y: number): EmulatedCell;
  /** Modes that a program must restore before it ends. */
  modes(): { alternate: boolean; wrap: boolean; bracketedPaste: boolean; mouse: string };
  dispose(): void;
}

export interface EmulatedCell {
  readonly text: string;
  readonly width: number;
  /** `p7` for a palette colour, `#rrggbb`, or null for the terminal's own. */
  readonly fg: string | null;
  readonly bg: string | null;
  readonly attributes: readonly string[];
}

export const createEmulator = (columns: number, rows: number): Emulator => {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
  const colour = (rgb: boolean, isPalette: boolean, value: number): string | null =>
    rgb ? `#${value.toString(16).padStart(6, '0')}` : isPalette ? `p${value}` : null;
  return {
    get columns() {
      return terminal.cols;
    },
    get rows() {
      return terminal.rows;
    },
    write: data => new Promise(resolve => terminal.write(data, resolve)),
    resize: (c, r) => terminal.resize(c, r),
    lines: () =>
      Array.from(
        { length: terminal.rows },
        (_, y) =>
          terminal.buffer.active.getLine(terminal.buffer.active.baseY + y)?.translateToString(true) ?? '',
      ),
    cell(x, y) {
      const cell = terminal.buffer.active.getLine(terminal.buffer.active.baseY + y)!.getCell(x)!;
      const attributes = [
        cell.isBold() && 'bold',
        cell.isDim() && 'dim',
        cell.isItalic() && 'italic',
        cell.isUnderline() && 'underline',
        cell.isInverse() && 'inverse',
        cell.isStrikethrough() && 'strike',
      ].filter(name => typeof name === 'string');
      return {
        text: cell.getChars(),
        width: cell.getWidth(),
        fg: colour(cell.isFgRGB(), cell.isFgPalette(), cell.getFgColor()),
        bg: colour(cell.isBgRGB(), cell.isBgPalette(), cell.getBgColor()),
        attributes,
      };
    },
    modes: () => ({
      alternate: terminal.buffer.active.type === 'alternate',
      wrap: terminal.modes.wraparoundMode,
      bracketedPaste: terminal.modes.bracketedPasteMode,
      mouse: terminal.modes.mouseTrackingMode,
    }),
    dispose: () => terminal.dispose(),
  };
};
