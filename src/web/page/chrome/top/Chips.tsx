import type { ViewFilter } from '../../../protocol/view.ts';
import { clearFilters, removeFilter, toggleFilter } from '../../actions/filter.ts';
import { setRange } from '../../actions/time.ts';
import { timeNear } from '../../list/timeOf.ts';
import { Button } from '../Button.tsx';
import { usePage, useSelected } from '../usePage.ts';

const kindName = ({ kind, negate }: ViewFilter): string =>
  kind === 'where' ? (negate ? 'not where' : 'where') : negate ? 'hide' : 'only';

/** Everything that hides lines, each to be toggled or removed, and any problems with the settings. */
export const Chips = () => {
  const page = usePage();
  const settings = useSelected(state => state.settings);
  const fixed = useSelected(state => state.welcome?.hostFilters);
  const sources = useSelected(state => state.sources);
  const utc = useSelected(state => state.prefs.utc);
  const refused = useSelected(state => state.refused);
  const { filters, level, range, hidden, solo, ignoreCase } = settings;
  const own =
    filters.length + (range ? 1 : 0) + hidden.length + (solo === null ? 0 : 1) + (level === null ? 0 : 1);
  const onHosts = (fixed?.filters.length ?? 0) + (fixed?.level ? 1 : 0);
  return (
    <>
      {own + onHosts > 0 && (
        <section className="chips" aria-label="Filters">
          {fixed?.filters.map(filter => (
            <span
              key={`${filter.kind}${filter.text}`}
              className="chip fixed"
              title="From the command line: the hosts send nothing else"
            >
              on the hosts: {kindName(filter)}&nbsp;<code>{filter.text}</code>
            </span>
          ))}
          {fixed?.level && <span className="chip fixed">on the hosts: {fixed.level} and worse</span>}
          {filters.map((filter, at) => (
            <span
              key={`${kindName(filter)}${filter.text}`}
              className={`chip ${filter.enabled ? '' : 'off'} ${filter.negate ? 'not' : ''}`}
            >
              <button
                type="button"
                aria-pressed={filter.enabled}
                title={filter.enabled ? 'Switch this filter off' : 'Switch this filter on'}
                onClick={() => toggleFilter(page, at)}
              >
                <span className="kind">{kindName(filter)}</span> <code>{filter.text}</code>
              </button>
              <Button
                label={`Remove the filter ${filter.text}`}
                icon="close"
                onPress={() => removeFilter(page, at)}
              />
            </span>
          ))}
          {level && (
            <Chip
              text={`${level} and worse`}
              what="level"
              onRemove={() => page.setSettings({ level: null })}
            />
          )}
          {range && (
            <Chip
              text={`${timeNear(range.from, Date.now(), utc)} – ${timeNear(range.to, range.from, utc)}`}
              what="time range"
              onRemove={() => setRange(page, null)}
            />
          )}
          {solo !== null && (
            <Chip
              text={`only ${sources.get(solo)?.name ?? ''}`}
              what="restriction to one log"
              onRemove={() => page.setSettings({ solo: null })}
            />
          )}
          {hidden.map(source => (
            <Chip
              key={source}
              text={`without ${sources.get(source)?.name ?? ''}`}
              what={`hiding of ${sources.get(source)?.name ?? ''}`}
              onRemove={() => page.setSettings({ hidden: hidden.filter(one => one !== source) })}
            />
          ))}
          {ignoreCase && filters.length > 0 && <span className="chip fixed">ignoring case</span>}
          {own > 1 && (
            <Button label="Show everything again" className="small" onPress={() => clearFilters(page)}>
              Clear all
            </Button>
          )}
        </section>
      )}
      {refused && (
        <div className="problem" role="alert">
          <span>{refused.message}</span>
          {refused.advice !== null && <span className="hush">{refused.advice}</span>}
        </div>
      )}
    </>
  );
};

const Chip = ({
  text,
  what,
  onRemove,
}: {
  readonly text: string;
  readonly what: string;
  readonly onRemove: () => void;
}) => (
  <span className="chip">
    <button type="button" title={`Remove the ${what}`} onClick={onRemove}>
      <code>{text}</code>
    </button>
    <Button label={`Remove the ${what}`} icon="close" onPress={onRemove} />
  </span>
);
