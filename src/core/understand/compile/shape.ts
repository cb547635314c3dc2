import type { ByteString } from '../../bytes.ts';
import { parseEre } from '../../pattern/parse.ts';
import type { PatternNode } from '../../pattern/syntax.ts';

/** Represents the end of the shape among the positions that may follow. */
export const EXIT = -1;

/** The largest number of positions: automata store them in a few bits. */
export const MAX_PLACES = 16_383;

/**
 * An ERE as positions, each of which consumes one byte (Glushkov's construction): for automata that consume many at
 * once.
 */
export interface Shape {
  /** By position, then by byte: 1 if the position accepts the byte. */
  readonly takes: readonly Uint8Array[];
  /** By position: the positions that may follow it, possibly EXIT. */
  readonly follow: readonly (readonly number[])[];
  /** The positions that may come first; includes EXIT if the shape may be empty. */
  readonly start: readonly number[];
}

/** Part of a pattern: the positions it may start and end with. */
interface Part {
  readonly empty: boolean;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

const EMPTY: Part = { empty: true, first: [], last: [] };

/** Tables of bytes, by the node that accepts these, and by content: all shapes together have few. */
const tables = new WeakMap<PatternNode, Uint8Array>();
const sets = new Map<string, Uint8Array>();

class ShapeBuilder {
  readonly takes: Uint8Array[] = [];
  readonly follow: number[][] = [];

  part(node: PatternNode): Part {
    switch (node.kind) {
      case 'bytes':
        return this.#place(node);
      case 'sequence':
        return node.parts.map(part => this.part(part)).reduce((a, b) => this.#join(a, b), EMPTY);
      case 'choice':
        return eitherOf(node.branches.map(branch => this.part(branch)));
      case 'repeat':
        return this.#repeat(node.node, node.min, node.max);
      case 'anchor':
        throw new Error('a shape has no anchors');
    }
  }

  #place(node: PatternNode & { readonly kind: 'bytes' }): Part {
    let table = tables.get(node);
    if (table === undefined) {
      table = tableOf(node.set, node.negated);
      tables.set(node, table);
    }
    const place = this.takes.push(table) - 1;
    this.follow.push([]);
    return { empty: false, first: [place], last: [place] };
  }

  #join(a: Part, b: Part): Part {
    this.#link(a, b);
    return {
      empty: a.empty && b.empty,
      first: a.empty ? [...a.first, ...b.first] : a.first,
      last: b.empty ? [...a.last, ...b.last] : b.last,
    };
  }

  #link(a: Part, b: Part): void {
    for (const place of a.last) this.follow[place]!.push(...b.first);
  }

  #repeat(node: PatternNode, min: number, max: number | null): Part {
    const copies = Math.max(max ?? min, 1);
    let whole = EMPTY;
    for (let copy = 0; copy < copies; copy++) {
      const part = this.part(node);
      if (max === null && copy === copies - 1) this.#link(part, part);
      whole = this.#join(whole, copy < min ? part : { ...part, empty: true });
    }
    return whole;
  }
}

const tableOf = (set: ReadonlySet<number>, negated: boolean): Uint8Array => {
  const key = `${negated} ${[...set].join()}`;
  let table = sets.get(key);
  if (table === undefined) {
    table = new Uint8Array(256).fill(Number(negated));
    for (const byte of set) table[byte] = Number(!negated);
    sets.set(key, table);
  }
  return table;
};

const eitherOf = (parts: readonly Part[]): Part => ({
  empty: parts.some(part => part.empty),
  first: parts.flatMap(part => part.first),
  last: parts.flatMap(part => part.last),
});

/** Returns the shape of an ERE without anchors; throws if it is invalid or too large, which is a mistake in one of our tables. */
export const compileShape = (ere: ByteString): Shape => {
  const builder = new ShapeBuilder();
  const { empty, first, last } = builder.part(parseEre(ere));
  if (builder.takes.length > MAX_PLACES) throw new RangeError('a piece of a format has too many places');
  for (const place of last) builder.follow[place]!.push(EXIT);
  return { takes: builder.takes, follow: builder.follow, start: empty ? [...first, EXIT] : first };
};
