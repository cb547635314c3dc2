const MIN_WIDTH = 460;
const MIN_HEIGHT = 170;
const MAX_COLUMNS = 4;

/** Returns how many panes are next to each other, and how many fit in total. */
export const gridOf = (
  panes: number,
  width: number,
  height: number,
): { readonly columns: number; readonly perPage: number } => {
  const most = Math.max(1, Math.min(MAX_COLUMNS, Math.floor(width / MIN_WIDTH)));
  const rows = Math.max(1, Math.floor(height / MIN_HEIGHT));
  const perPage = Math.max(1, Math.min(panes, most * rows));
  // As square as possible: two side by side, four in two rows.
  const wished = Math.ceil(Math.sqrt((perPage * width) / Math.max(1, height) / 1.6));
  const fitting = Math.max(1, Math.min(most, wished));
  const shown = Math.min(perPage, fitting * rows);
  // No more columns than necessary: four panes are two rows of two, not three and one.
  const columns = Math.max(1, Math.ceil(shown / Math.ceil(shown / fitting)));
  return { columns, perPage: shown };
};
