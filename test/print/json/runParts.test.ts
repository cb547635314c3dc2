import { expect, it } from 'vitest';
import { FieldList } from '../../../src/core/fields/fieldList.ts';
import { FieldTemplate } from '../../../src/core/fields/fieldTemplate.ts';
import { OUTPUT_AT } from '../../../src/core/kernels/places.ts';
import { MAX_SHAPES } from '../../../src/core/kernels/runs/layout.ts';
import { workspace } from '../../../src/core/kernels/workspace.ts';
import { LEVELS } from '../../../src/core/level.ts';
import type { LineShape } from '../../../src/core/records/lineShapes.ts';
import { recipeOf } from '../../../src/print/json/runParts.ts';

/** Returns a shape with a number, as far as it matters here. */
const shapeWith = (id: number, thread: string): LineShape => {
  const fields = new FieldList();
  fields.add('thread', thread);
  fields.messageAt = 7;
  return { id, severity: 2, template: new FieldTemplate(fields, [-1], [-1]) } as LineShape;
};

const LINE = 'start: message';
const AT = 100;

/** Returns what the recipe of a shape makes of a line. */
const textOf = (shape: LineShape): string | null => {
  const recipe = recipeOf(shape);
  if (recipe === null) return null;
  const [text, withReturn] = [recipe, recipe.withReturn].map(({ at, end }) => written(at, end));
  expect(text!.length).toBe(recipe.length + LINE.length + 'message'.length);
  expect(withReturn).toBe(text!.replace(LINE, `${LINE}\\r`));
  return text!;
};

/** Returns what the steps of a recipe make of a line. */
const written = (at: number, to: number): string => {
  const { memory, kernels } = workspace;
  memory.write(LINE, AT);
  const end = kernels.compose(OUTPUT_AT, 0, 0, AT, AT + LINE.length, at, to);
  return memory.toString('latin1', OUTPUT_AT, end);
};

const jsonWith = (thread: string): string =>
  `Z","level":"${LEVELS[2]}","text":"${LINE}","fields":{"thread":"${thread}","message":"message"}}\n`;

it('keeps the JSON of as many shapes as there is room for, and of others that come after them', () => {
  const long = 'x'.repeat(400);
  const shapes = Array.from({ length: MAX_SHAPES }, (_, id) => shapeWith(id, `${id}-${long}`));
  for (const round of [1, 2]) {
    for (const shape of shapes) {
      const expected = jsonWith(`${shape.id}-${long}`);
      expect(textOf(shape), `round ${round}`).toBe(expected);
      expect(textOf(shape)).toBe(expected);
    }
  }
});

it('tells shapes with the same number apart', () => {
  const [one, other] = [shapeWith(5, 'a'), shapeWith(5, 'b')];
  for (const _ of [1, 2]) {
    expect(textOf(one)).toBe(jsonWith('a'));
    expect(textOf(other)).toBe(jsonWith('b'));
  }
});

it('keeps nothing that is longer than all of the room', () => {
  const huge = shapeWith(6, 'x'.repeat(2_000_000));
  expect(textOf(huge)).toBeNull();
  expect(textOf(huge)).toBeNull();
  expect(textOf(shapeWith(7, 'c'))).toBe(jsonWith('c'));
});
