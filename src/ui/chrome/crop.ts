import type { Rect } from '../surface/cells.ts';
import type { ChromeModel } from './model.ts';

/** A model cropped to start at the first row that contains any chrome, and that row's number on the screen. */
export interface CroppedChrome {
  readonly top: number;
  readonly model: ChromeModel;
}

/**
 * Crops the model to the rows from the first one with any chrome. Ink's cost grows with every cell it
 * handles, blank or not, and most of the time there is only the status bar.
 */
export const cropChrome = (model: ChromeModel): CroppedChrome => {
  const { rows, timeline, detail, dialog, toasts } = model;
  const placed = [detail, dialog, toasts].flatMap(part => (part ? [part.rect.y] : []));
  const top = Math.max(0, Math.min(rows - 1 - (timeline?.length ?? 0), ...placed));
  if (top === 0) return { top, model };
  const raised = <T extends { readonly rect: Rect }>(part: T | null): T | null =>
    part && { ...part, rect: { ...part.rect, y: part.rect.y - top } };
  return {
    top,
    model: {
      ...model,
      rows: rows - top,
      detail: raised(detail),
      dialog: raised(dialog),
      toasts: raised(toasts),
    },
  };
};
