import type { Rect } from '../surface/cells.ts';
import type { ChromeModel } from './model.ts';

/** A model from the first row on that has anything of the chrome, and the screen's row that this is. */
export interface CroppedChrome {
  readonly top: number;
  readonly model: ChromeModel;
}

/**
 * The model without the rows of the screen above all of the chrome: Ink pays for every cell that it is given, blank or not, and
 * most of the time there is nothing but the status bar.
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
