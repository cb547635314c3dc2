import { FIELD_WORDS } from '../../core/fields/words.ts';
import { capitalised } from './help.ts';

/** Explains fields and conditions; one string per paragraph. */
export const FIELDS: readonly string[] = [
  'The fields of a record are the keys of its JSON, logfmt or LTSV, or the parts of a common text format: access logs, syslog, log4j and similar, ' +
    'PostgreSQL, MySQL, Redis, HAProxy, nginx, klog and others, also inside syslog, container and other wrappers. You find them under "fields" in -o json, ' +
    'as {NAME} in --format, in --where, and in the details of rtop.',
  'A name is a key of the record, with dots for nested keys, or one of the words below, which also stand for the usual keys of JSON and logfmt. ' +
    'If no name matches exactly, case is ignored. Put unusual names in backquotes. The names level and text mean the level and text of the record; ' +
    'fields.level is a field.',
  'A condition compares: status>=500, user=ann, user!=ann, path~^/api (an extended regular expression), path!~^/api, agent:curl (contains), ' +
    'status in (404, 500..599), status not in (200), has user, level>=warn. Combine conditions with and, or, not and parentheses. ' +
    'Quote a value that contains spaces or symbols; double a quote inside it.',
  'Numbers are compared as numbers, exactly, whatever their form (500, 0500, 5e2, "500"); a quoted value is text. Units are s, ms, us, ns, m, h, d and ' +
    'kB, MB, GB, KiB, MiB, GiB: duration>1.5s, bytes>5MB. An array matches if any element does. A record without the field matches no comparison, ' +
    'not even != and !~; use not (user=ann) or has instead.',
  'The final test is exact and runs locally. The host only leaves out records that cannot match, whatever their format; --explain shows both parts.',
];

/** The words for fields, each with its meaning, its OpenTelemetry name and its aliases. */
export const FIELD_LIST: readonly (readonly [word: string, meaning: string])[] = FIELD_WORDS.map(
  ({ word, otel, aliases, what }) => {
    const others = [...(otel === null ? [] : [otel]), ...aliases];
    return [word, `${capitalised(what)}${others.length === 0 ? '' : `; also ${others.join(', ')}`}.`];
  },
);
