import { LEVELS } from '../../../core/level.ts';
import type { ViewFilter } from '../../protocol/view.ts';
import type { Page } from '../model/page.ts';

export const setSearch = (page: Page, text: string): void => {
  const search = text === '' ? null : text;
  if (search !== page.state().settings.search) page.setSettings({ search });
};

export const addFilter = (page: Page, filter: Omit<ViewFilter, 'enabled'>): void => {
  const { filters } = page.state().settings;
  const isThere = filters.some(
    ({ kind, text, negate }) => kind === filter.kind && text === filter.text && negate === filter.negate,
  );
  if (!isThere) page.setSettings({ filters: [...filters, { ...filter, enabled: true }] });
};

export const toggleFilter = (page: Page, at: number): void => {
  const { filters } = page.state().settings;
  page.setSettings({
    filters: filters.map((one, i) => (i === at ? { ...one, enabled: !one.enabled } : one)),
  });
};

export const removeFilter = (page: Page, at: number): void => {
  page.setSettings({ filters: page.state().settings.filters.filter((_, i) => i !== at) });
};

export const clearFilters = (page: Page): void => {
  page.setSettings({ filters: [], level: null, range: null, hidden: [], solo: null });
};

export const stepLevel = (page: Page, by: 1 | -1): void => {
  const { level } = page.state().settings;
  const at = level === null ? -1 : LEVELS.indexOf(level);
  const next = Math.max(-1, Math.min(LEVELS.length - 1, at + by));
  page.setSettings({ level: next < 0 ? null : LEVELS[next]! });
};
