import { useState } from 'react';
import type { Entry } from '../../../protocol/answers.ts';
import { addFilter } from '../../actions/filter.ts';
import type { DetailOf } from '../../model/state.ts';
import { Button } from '../Button.tsx';
import { usePage } from '../usePage.ts';
import { ValueCounts } from './ValueCounts.tsx';

/** A record's fields; each can be used as a filter, or have its values counted over all records. */
export const Fields = ({ of, fields }: { readonly of: DetailOf; readonly fields: Entry['fields'] }) => {
  const page = usePage();
  const [counted, setCounted] = useState<string | null>(null);
  const filterBy = (name: string, value: string, negate: boolean): void =>
    addFilter(page, { kind: 'where', text: `${fieldWord(name)}=${quoted(value)}`, negate });
  return (
    <>
      <h3>Fields</h3>
      <table className="fields">
        <tbody>
          {fields.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                <span className="value" title={value.length > 200 ? 'In full below' : undefined}>
                  {value}
                </span>
              </td>
              <td className="acts">
                <Button
                  label={`Show only records with ${name} ${value}`}
                  icon="plus"
                  className="small"
                  onPress={() => filterBy(name, value, false)}
                />
                <Button
                  label={`Hide records with ${name} ${value}`}
                  icon="minus"
                  className="small"
                  onPress={() => filterBy(name, value, true)}
                />
                <Button
                  label={`Count the values of ${name}`}
                  icon="chart"
                  className="small"
                  pressed={counted === name}
                  onPress={() => setCounted(counted === name ? null : name)}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {counted !== null && <ValueCounts key={counted} of={of} field={counted} />}
    </>
  );
};

/** Writes a field as a condition refers to it. */
const fieldWord = (name: string): string => (/^[A-Za-z_][\w.@-]*$/.test(name) ? name : quoted(name));

const quoted = (value: string): string =>
  /^[\w./-]+$/.test(value) ? value : `"${value.replace(/[\\"]/g, '\\$&')}"`;
