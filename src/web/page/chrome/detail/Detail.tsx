import { useEffect, useState } from 'react';
import { LEVELS } from '../../../../core/level.ts';
import type { Entry } from '../../../protocol/answers.ts';
import { copyText, linkTo } from '../../actions/copy.ts';
import { moveCursor } from '../../actions/move.ts';
import { toggleContext } from '../../actions/past.ts';
import { fullTime, isUtc } from '../../list/timeOf.ts';
import type { DetailOf } from '../../model/state.ts';
import { Button } from '../Button.tsx';
import { usePage, useSelected } from '../usePage.ts';
import { Fields } from './Fields.tsx';
import { StyledLines } from './StyledLines.tsx';

/** Everything about one record: time, source, fields, and its full text as logged. */
export const Detail = ({ of }: { readonly of: DetailOf }) => {
  const page = usePage();
  const [entry, setEntry] = useState<Entry | null>(null);
  const [pieces, setPieces] = useState<readonly string[]>([]);
  const [isGone, setGone] = useState(false);
  const [next, setNext] = useState<number | null>(null);
  const utc = useSelected(state => state.prefs.utc);
  const sources = useSelected(state => state.sources);
  const pieceBytes = useSelected(state => state.welcome?.limits.pieceBytes ?? 65_536);

  const read = async (from: number): Promise<void> => {
    const answer = await page.ask({ type: 'entry', id: of.id, from, length: pieceBytes });
    if (answer?.type !== 'entry') {
      setGone(from === 0);
      return;
    }
    if (from === 0) setEntry(answer);
    setPieces(before => (from === 0 ? [answer.text] : [...before, answer.text]));
    setNext(answer.next);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once for each record
  useEffect(() => void read(0), [page, of.id]);

  const source = entry && sources.get(entry.source);
  const row = page.view(of.pane).rows.window;
  const shown = row.rows[row.indexOf(of.id)] ?? null;
  const level = entry ? LEVELS[entry.level - 1] : undefined;
  const time = entry?.time ?? null;
  return (
    <aside className="detail" aria-label="Record">
      <header>
        <h2 className="grow cut-short">{source ? `${source.host} ${source.log}` : 'Record'}</h2>
        <Button
          label="Previous record"
          keyName="k"
          icon="up"
          className="small"
          onPress={() => moveCursor(page, -1)}
        />
        <Button
          label="Next record"
          keyName="j"
          icon="down"
          className="small"
          onPress={() => moveCursor(page, 1)}
        />
        <Button
          label="Show in context"
          keyName="x"
          icon="around"
          className="small"
          onPress={() => void toggleContext(page)}
        />
        <Button
          label="Copy a link to this record"
          keyName="Y"
          icon="link"
          className="small"
          onPress={() => void copyText(page, linkTo(page, shown), 'the link')}
        />
        <Button
          label="Close"
          keyName="Esc"
          icon="close"
          className="small"
          onPress={() => page.set({ detail: null })}
        />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable area must be reachable by keyboard */}
      <section className="body" tabIndex={0} aria-label="Record details">
        {isGone && <p>This record has left the buffer. Read older lines to bring it back.</p>}
        {entry && (
          <>
            <dl className="facts">
              <dt>Time</dt>
              <dd>
                {time === null ? 'none stated' : fullTime(time, 3, utc)}
                {time !== null && !utc && !isUtc(time) && (
                  <span className="hush"> · {fullTime(time, 3, true)}</span>
                )}
              </dd>
              {level && (
                <>
                  <dt>Level</dt>
                  <dd
                    className={
                      level === 'error' || level === 'fatal'
                        ? 'error-text'
                        : level === 'warn'
                          ? 'warn-text'
                          : ''
                    }
                  >
                    {level}
                  </dd>
                </>
              )}
              {time === null && entry.received !== null && (
                <>
                  <dt>Received</dt>
                  <dd>{fullTime(entry.received, 3, utc)}</dd>
                </>
              )}
            </dl>
            {entry.fields.length > 0 && <Fields of={of} fields={entry.fields} />}
            {entry.pretty !== null && (
              <>
                <h3>
                  Formatted
                  <Button
                    label="Copy the formatted text"
                    icon="copy"
                    className="small"
                    onPress={() => void copyText(page, entry.pretty!, 'the formatted text')}
                  />
                </h3>
                <pre>{entry.pretty}</pre>
              </>
            )}
            <h3>
              As logged
              <Button
                label="Copy as logged"
                keyName="y"
                icon="copy"
                className="small"
                onPress={() => void copyWhole(page, of, entry, pieces, next)}
              />
            </h3>
            {pieces.map((piece, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces are only ever appended
              <pre key={at}>
                <StyledLines text={piece} />
              </pre>
            ))}
            {next !== null && (
              <Button label="Show more" className="line" onPress={() => void read(next)}>
                Show more: {next.toLocaleString('en')} of {entry.length.toLocaleString('en')} bytes are shown
              </Button>
            )}
          </>
        )}
      </section>
    </aside>
  );
};

const copyWhole = async (
  page: ReturnType<typeof usePage>,
  of: DetailOf,
  entry: Entry,
  pieces: readonly string[],
  next: number | null,
): Promise<void> => {
  let text = pieces.join('');
  const most = page.state().welcome?.limits.copyBytes ?? 0;
  for (let from = next; from !== null && text.length < most; ) {
    const answer = await page.ask({ type: 'entry', id: of.id, from, length: 65_536 });
    if (answer?.type !== 'entry') break;
    text += answer.text;
    from = answer.next;
  }
  const isWhole = text.length >= entry.length || next === null;
  await copyText(page, plain(text), isWhole ? 'the record' : 'the first 5 MB of the record');
};

const plain = (text: string): string => text.replace(/\x1b\[[\d;]*m/g, '');
