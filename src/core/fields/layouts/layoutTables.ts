import { bytesMatching, CompiledLayout } from './compiledLayout.ts';
import { HTTP_LAYOUTS } from './http.ts';
import type { FieldLayout } from './layout.ts';
import { SERVER_LAYOUTS } from './servers.ts';
import { SYSTEM_LAYOUTS } from './system.ts';

/** Every layout with known fields, the more specific before the more general. */
export const FIELD_LAYOUTS: readonly FieldLayout[] = [...SERVER_LAYOUTS, ...SYSTEM_LAYOUTS, ...HTTP_LAYOUTS];

/** By a character, the layouts that may start with it. */
type ByCharacter = readonly (readonly CompiledLayout[])[];

/** The layouts by where they apply. */
export interface LayoutTables {
  readonly atStart: ByCharacter;
  readonly withoutTime: ByCharacter;
  /** After a time: by the character after the space, and those without a space. */
  readonly afterBlank: ByCharacter;
  readonly afterTime: readonly CompiledLayout[];
}

let tables: LayoutTables | null = null;

/** Returns the compiled layouts; they are compiled at the first call, because many runs print no fields. */
export const layoutTables = (): LayoutTables => {
  tables ??= makeTables();
  return tables;
};

const makeTables = (): LayoutTables => {
  const compiled = FIELD_LAYOUTS.map(layout => new CompiledLayout(layout));
  return {
    atStart: byCharacter(compiled, 'start', 'first'),
    withoutTime: byCharacter(compiled, 'no time', 'first'),
    afterBlank: byCharacter(compiled, 'time', 'next'),
    afterTime: compiled.filter(({ layout }) => layout.after === 'time' && layout.next === undefined),
  };
};

/** Layouts for a place by the character that their rows specify, if they do. */
const byCharacter = (
  compiled: readonly CompiledLayout[],
  place: FieldLayout['after'],
  classOf: 'first' | 'next',
): ByCharacter => {
  const layouts = compiled
    .filter(({ layout }) => layout.after === place)
    .map(layout => {
      const characters = layout.layout[classOf];
      return {
        layout,
        may: characters === undefined ? null : bytesMatching(`[${characters.replace('[', '\\[')}]`),
      };
    });
  return Array.from({ length: 256 }, (_, code) => {
    const found: CompiledLayout[] = [];
    for (const { layout, may } of layouts) if (may === null || may[code] === 1) found.push(layout);
    return found;
  });
};
