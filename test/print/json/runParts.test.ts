import { expect, it } from 'vitest';
import { FieldList } from '../../../src/core/fields/fieldList.ts';
import { workspace } from '../../../src/core/kernels/workspace.ts';
import { type LineShape, MAX_SHAPES } from '../../../src/core/records/lineShapes.ts';
import { AFTER_TIME, middleOf } from '../../../src/print/json/runParts.ts';

/** Returns a shape with a number, as far as it matters here. */
const shapeWith = (id: number, thread: string): LineShape => {
  const fields = new FieldList();
  fields.add('thread', thread);
  fields.messageAt = 7;
  return { id, fields } as LineShape;
};

const textOf = (shape: LineShape): string | null => {
  const part = middleOf(shape);
  return part && workspace.memory.toString('latin1', part.at, part.at + part.length);
};

const middleWith = (thread: string): string => `","fields":{"thread":"${thread}","message":"`;

it('keeps the JSON of as many shapes as there is room for, and of others that come after them', () => {
  const long = 'x'.repeat(400);
  const shapes = Array.from({ length: MAX_SHAPES }, (_, id) => shapeWith(id, `${id}-${long}`));
  for (const round of [1, 2]) {
    for (const shape of shapes) {
      const expected = middleWith(`${shape.id}-${long}`);
      expect(textOf(shape), `round ${round}`).toBe(expected);
      expect(textOf(shape)).toBe(expected);
    }
  }
  // What never changes is still there.
  const [first] = AFTER_TIME;
  expect(workspace.memory.toString('latin1', first!.at, first!.at + first!.length)).toMatch(
    /^Z","level":"\w+","text":"$/,
  );
});

it('tells shapes with the same number apart', () => {
  const [one, other] = [shapeWith(5, 'a'), shapeWith(5, 'b')];
  for (const _ of [1, 2]) {
    expect(textOf(one)).toBe(middleWith('a'));
    expect(textOf(other)).toBe(middleWith('b'));
  }
});

it('keeps nothing that is longer than all of the room', () => {
  const huge = shapeWith(6, 'x'.repeat(2_000_000));
  expect(textOf(huge)).toBeNull();
  expect(textOf(huge)).toBeNull();
  expect(textOf(shapeWith(7, 'c'))).toBe(middleWith('c'));
});
