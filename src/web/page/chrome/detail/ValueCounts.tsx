import { useEffect, useState } from 'react';
import type { Values } from '../../../protocol/answers.ts';
import { addFilter } from '../../actions/filter.ts';
import type { DetailOf } from '../../model/state.ts';
import { usePage } from '../usePage.ts';

/** Counts of a field's values in the visible records; each value can be used as a filter. */
export const ValueCounts = ({ of, field }: { readonly of: DetailOf; readonly field: string }) => {
  const page = usePage();
  const [answer, setAnswer] = useState<Values | 'failed' | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void page.ask({ type: 'values', v: page.v, pane: of.pane, field }).then(got => {
      if (isCurrent) setAnswer(got?.type === 'values' ? got : 'failed');
    });
    return () => {
      isCurrent = false;
    };
  }, [page, of.pane, field]);
  if (answer === null) return <p className="hush">Counting…</p>;
  if (answer === 'failed') return <p className="hush">The values could not be counted.</p>;
  const most = answer.values[0]?.count ?? 1;
  return (
    <section className="values" aria-label={`Values of ${field}`}>
      <ol>
        {answer.values.map(({ value, count, where }) => (
          <li key={value}>
            <button
              type="button"
              title={`Show only ${where}`}
              onClick={() => addFilter(page, { kind: 'where', text: where, negate: false })}
            >
              <span className="cut-short">{value === '' ? '(empty)' : value}</span>
              <span>{count.toLocaleString('en')}</span>
            </button>
            <meter min={0} max={most} value={count} aria-hidden="true" />
          </li>
        ))}
      </ol>
      <p className="hush">
        {answer.looked < answer.shown
          ? `Of the newest ${answer.looked.toLocaleString('en')} records of ${answer.shown.toLocaleString('en')}`
          : `Of all ${answer.shown.toLocaleString('en')} records shown`}
        {answer.without > 0 && `; ${answer.without.toLocaleString('en')} have no ${field}`}.
      </p>
    </section>
  );
};
