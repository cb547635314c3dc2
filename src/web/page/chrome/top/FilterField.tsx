import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { addFilter } from '../../actions/filter.ts';
import { focused } from '../../actions/focus.ts';
import type { FilterKind } from '../../model/state.ts';
import { usePage, useSelected } from '../usePage.ts';

const KINDS: Readonly<Record<FilterKind, { readonly name: string; readonly hint: string }>> = {
  only: { name: 'Only', hint: 'Show only… (&)' },
  hide: { name: 'Hide', hint: 'Hide… (!)' },
  where: { name: 'Where', hint: 'status>=500 (W)' },
};

export const FilterField = () => {
  const page = usePage();
  const kind = useSelected(state => state.filterKind);
  const given = useSelected(state => state.filterText);
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (given === null) return;
    setText(given);
    page.set({ filterText: null });
    requestAnimationFrame(() => input.current?.select());
  }, [page, given]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() === '') return;
    addFilter(page, {
      kind: kind === 'where' ? 'where' : 'pattern',
      text: kind === 'where' ? text.trim() : text,
      negate: kind === 'hide',
    });
    setText('');
    focused(page).list?.focus();
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    setText('');
    focused(page).list?.focus();
    event.stopPropagation();
  };
  return (
    <form className="filter-entry" onSubmit={submit}>
      <select
        aria-label="What the filter does"
        value={kind}
        onChange={event => page.set({ filterKind: event.target.value as FilterKind })}
      >
        {Object.entries(KINDS).map(([value, { name }]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
      <input
        ref={input}
        id="filter"
        type="text"
        value={text}
        placeholder={KINDS[kind].hint}
        aria-label={`Filter: ${KINDS[kind].name}`}
        autoComplete="off"
        spellCheck={false}
        onChange={event => setText(event.target.value)}
        onKeyDown={pressed}
      />
    </form>
  );
};
