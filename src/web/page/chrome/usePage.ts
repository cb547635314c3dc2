import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Page } from '../model/page.ts';
import type { PageState } from '../model/state.ts';

export const PageContext = createContext<Page | null>(null);

export const usePage = (): Page => useContext(PageContext)!;

/** Selects the part of the page's state a component needs; the component is redrawn when it changes. */
export const useSelected = <T>(select: (state: PageState) => T): T => {
  const page = usePage();
  return useSyncExternalStore(page.subscribe, () => select(page.state()));
};
