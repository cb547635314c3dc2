import type { EmulatedCell, Emulator } from '../../test/ui/helpers/emulator.ts';
import { boxDrawing, CELL, escapeXml, GROUND, look, MARGIN } from './picture.ts';

/** A picture of an animation: its duration, and its caption. */
export interface Frame {
  readonly rows: readonly string[];
  readonly seconds: number;
  readonly caption: string;
}

/** Captures the emulator's screen as a frame: each row as SVG at the origin. */
export const frameOf = (emulator: Emulator, seconds: number, caption: string): Frame => ({
  rows: Array.from({ length: emulator.rows }, (_, y) => rowSvg(emulator, y)),
  seconds,
  caption,
});

const rowSvg = (emulator: Emulator, y: number): string => {
  const cells = Array.from({ length: emulator.columns }, (_, x) => ({ x, cell: emulator.cell(x, y) }));
  return [...runs(cells)].map(runSvg).join('');
};

interface Run {
  readonly x: number;
  readonly text: string;
  readonly cell: EmulatedCell;
}

const styleKey = ({ fg, bg, attributes }: EmulatedCell): string => `${fg} ${bg} ${attributes}`;

const isPlain = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

/** Joins neighbouring cells of one style; non-ASCII characters stay separate, because fonts differ in their width. */
function* runs(cells: readonly { readonly x: number; readonly cell: EmulatedCell }[]): Generator<Run> {
  let run = null as Run | null;
  for (const { x, cell } of cells) {
    const text = cell.text === '' ? (cell.width === 0 ? '' : ' ') : cell.text;
    if (run && isPlain(text) && isPlain(run.text) && styleKey(cell) === styleKey(run.cell)) {
      run = { ...run, text: run.text + text };
    } else {
      if (run) yield run;
      run = { x, text, cell };
    }
  }
  if (run) yield run;
}

const runSvg = ({ x, text, cell }: Run): string => {
  const { fg, bg, dim } = look(cell, GROUND);
  const left = x * CELL.width;
  const width = text.length * CELL.width;
  const under =
    bg === GROUND.background
      ? ''
      : `<rect x="${round(left)}" width="${round(width + 0.3)}" height="${CELL.height}" fill="${bg}"/>`;
  const visible = text.trimEnd();
  if (visible.trim() === '') return under;
  const drawn = boxDrawing(visible, left, 0, fg, dim);
  if (drawn !== null) return under + drawn;
  const lead = visible.length - visible.trimStart().length;
  const shown = visible.trimStart();
  const bold = cell.attributes.includes('bold') ? ' font-weight="bold"' : '';
  const opacity = dim ? ' opacity=".55"' : '';
  return `${under}<text x="${round(left + lead * CELL.width)}" y="${CELL.baseline}" textLength="${round(shown.length * CELL.width)}" fill="${fg}"${bold}${opacity}>${escapeXml(shown)}</text>`;
};

const round = (value: number): string => String(Math.round(value * 100) / 100);

/** Draws frames as one SVG that plays them in an endless loop, without a script. */
export const animatedSvg = (frames: readonly Frame[], columns: number, title: string): string => {
  const total = frames.reduce((sum, { seconds }) => sum + seconds, 0);
  const width = columns * CELL.width + 2 * MARGIN;
  const height = (frames[0]!.rows.length + 2) * CELL.height + 2 * MARGIN;
  const ids = new Map<string, string>();
  const idOf = (row: string): string => {
    const id = ids.get(row) ?? `r${ids.size}`;
    ids.set(row, id);
    return id;
  };
  let at = 0;
  const styles: string[] = [];
  const groups = frames.map(({ rows, seconds, caption }, index) => {
    const [from, to] = [at / total, (at + seconds) / total].map(part => round(part * 100));
    at += seconds;
    styles.push(`#f${index}{animation:k${index} ${round(total)}s step-end infinite}`);
    const before = index === 0 ? '' : '0%{visibility:hidden}';
    const after = index === frames.length - 1 ? '' : `${to}%{visibility:hidden}`;
    styles.push(`@keyframes k${index}{${before}${from}%{visibility:visible}${after}}`);
    const uses = rows
      .map((row, y) => (row === '' ? '' : `<use href="#${idOf(row)}" y="${y * CELL.height}"/>`))
      .join('');
    const below = `<text class="c" x="${round((width - 2 * MARGIN) / 2)}" y="${rows.length * CELL.height + 24}">${escapeXml(caption)}</text>`;
    return `<g id="f${index}"${index === 0 ? '' : ' visibility="hidden"'}>${uses}${below}</g>`;
  });
  const defs = [...ids].map(([row, id]) => `<g id="${id}">${row}</g>`).join('');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" font-family="'DejaVu Sans Mono',Menlo,Consolas,monospace" font-size="${CELL.font}"><title>${escapeXml(title)}</title>`,
    `<style>text{white-space:pre}.c{fill:#ecc57a;text-anchor:middle;font:600 15px system-ui,sans-serif}${styles.join('')}</style>`,
    `<defs>${defs}</defs><rect width="100%" height="100%" rx="8" fill="${GROUND.background}"/>`,
    `<g transform="translate(${MARGIN} ${MARGIN})">${groups.join('')}</g></svg>\n`,
  ].join('\n');
};
