import { Resvg } from '@resvg/resvg-js';
import type { EmulatedCell, Emulator } from '../../test/ui/helpers/emulator.ts';

/** Cell size and font in pixels. DejaVu Sans Mono (Debian: fonts-dejavu-core) has every glyph the screen uses. */
export const CELL = { width: 8.43, height: 17, font: 14, baseline: 13 };
export const MARGIN = 10;
const FONT = 'DejaVu Sans Mono';

interface Ground {
  readonly background: string;
  readonly foreground: string;
  readonly palette: readonly string[];
}

const GROUNDS: Readonly<Record<'dark' | 'light', Ground>> = {
  dark: {
    background: '#16181d',
    foreground: '#d0d3d8',
    palette: [
      ...['#2b2f36', '#e06c75', '#8fbf7f', '#d9a94f', '#6ea8e0', '#c18ad6', '#5fb7bf', '#c8ccd2'],
      ...['#5c6370', '#f0858d', '#a9d69b', '#ecc57a', '#8fc1f2', '#d8a8e8', '#7fd0d8', '#f2f4f7'],
    ],
  },
  light: {
    background: '#fbfbf8',
    foreground: '#2b2f36',
    palette: [
      ...['#2b2f36', '#b3261e', '#2f7d32', '#8a5a00', '#1f5fa8', '#8a2f9e', '#0f6f78', '#c8ccd2'],
      ...['#6b7280', '#d0342c', '#3f9a43', '#a86f00', '#2f78c8', '#a64bbd', '#1a8f9a', '#ffffff'],
    ],
  },
};

/** The dark background. */
export const GROUND = GROUNDS.dark;

const hex = (value: number): string => value.toString(16).padStart(2, '0');

const paletteColour = (index: number, ground: Ground): string => {
  if (index < 16) return ground.palette[index]!;
  if (index >= 232) return `#${hex(8 + (index - 232) * 10).repeat(3)}`;
  const level = (step: number): string =>
    hex([0, 95, 135, 175, 215, 255][Math.floor((index - 16) / step) % 6]!);
  return `#${level(36)}${level(6)}${level(1)}`;
};

const colourOf = (name: string | null, fallback: string, ground: Ground): string =>
  name === null ? fallback : name.startsWith('p') ? paletteColour(Number(name.slice(1)), ground) : name;

export const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`);

/** Returns foreground, background and opacity of a cell. */
export const look = (cell: EmulatedCell, ground: Ground) => {
  const fg = colourOf(cell.fg, ground.foreground, ground);
  const bg = colourOf(cell.bg, ground.background, ground);
  const inverse = cell.attributes.includes('inverse');
  return { fg: inverse ? bg : fg, bg: inverse ? fg : bg, dim: cell.attributes.includes('dim') };
};

/** Draws the emulator's screen as an SVG picture. */
export const svgOf = (emulator: Emulator, kind: 'dark' | 'light'): string => {
  const ground = GROUNDS[kind];
  const width = emulator.columns * CELL.width + 2 * MARGIN;
  const height = emulator.rows * CELL.height + 2 * MARGIN;
  const parts = [`<rect width="${width}" height="${height}" fill="${ground.background}"/>`];
  for (let y = 0; y < emulator.rows; y++) {
    for (let x = 0; x < emulator.columns; x++) parts.push(cellSvg(emulator.cell(x, y), x, y, ground));
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="${FONT}" font-size="${CELL.font}">${parts.join('')}</svg>`;
};

const cellSvg = (cell: EmulatedCell, x: number, y: number, ground: Ground): string => {
  const left = MARGIN + x * CELL.width;
  const top = MARGIN + y * CELL.height;
  const { fg, bg, dim } = look(cell, ground);
  const width = CELL.width * Math.max(1, cell.width);
  const under =
    bg === ground.background
      ? ''
      : `<rect x="${left}" y="${top}" width="${width + 0.3}" height="${CELL.height}" fill="${bg}"/>`;
  const lined = cell.attributes.includes('underline')
    ? `<rect x="${left}" y="${top + CELL.baseline + 2}" width="${width}" height="1" fill="${fg}"/>`
    : '';
  if (cell.text.trim() === '') return under + lined;
  const drawn = boxDrawing(cell.text, left, top, fg, dim);
  if (drawn !== null) return under + drawn;
  const weight = cell.attributes.includes('bold') ? ' font-weight="bold"' : '';
  const slant = cell.attributes.includes('italic') ? ' font-style="italic"' : '';
  const opacity = dim ? ' opacity="0.55"' : '';
  return `${under}${lined}<text x="${left}" y="${top + CELL.baseline}" fill="${fg}"${weight}${slant}${opacity}>${escapeXml(cell.text)}</text>`;
};

/** The directions in which a line glyph extends (up, right, down, left), as bits 1, 2, 4, 8. */
const REACH: Readonly<Record<string, number>> = {
  '─': 10,
  '│': 5,
  '┌': 6,
  '╭': 6,
  '┐': 12,
  '╮': 12,
  '└': 3,
  '╰': 3,
  '┘': 9,
  '╯': 9,
  '├': 7,
  '┤': 13,
  '┬': 14,
  '┴': 11,
  '┼': 15,
};

/** Draws lines that meet at the cells' edges, as terminals do; null for other glyphs. */
export const boxDrawing = (
  glyph: string,
  left: number,
  top: number,
  fill: string,
  dim: boolean,
): string | null => {
  const opacity = dim ? ' opacity="0.45"' : '';
  const bars = '▁▂▃▄▅▆▇█'.indexOf(glyph);
  if (bars >= 0) {
    const height = (CELL.height * (bars + 1)) / 8;
    return `<rect x="${left}" y="${top + CELL.height - height}" width="${CELL.width}" height="${height}" fill="${fill}"${opacity}/>`;
  }
  const reach = REACH[glyph];
  if (reach === undefined) return null;
  const [midX, midY] = [left + CELL.width / 2, top + CELL.height / 2];
  const line = (x: number, y: number, width: number, height: number): string =>
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}"${opacity}/>`;
  return [
    reach & 1 ? line(midX - 0.5, top, 1, CELL.height / 2) : '',
    reach & 4 ? line(midX - 0.5, midY, 1, CELL.height / 2) : '',
    reach & 2 ? line(midX, midY - 0.5, CELL.width / 2, 1) : '',
    reach & 8 ? line(left, midY - 0.5, CELL.width / 2, 1) : '',
  ].join('');
};

export const pngOf = (svg: string): Buffer =>
  new Resvg(svg, { font: { loadSystemFonts: true, defaultFontFamily: FONT }, fitTo: { mode: 'original' } })
    .render()
    .asPng();
