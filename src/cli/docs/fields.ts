import { FIELD_WORDS } from '../../core/fields/words.ts';
import { capitalised } from './help.ts';

/** Explains fields and conditions, a paragraph each. */
export const FIELDS: readonly string[] = [
  'The fields of a record are the keys of its JSON, logfmt or LTSV, and what is known of the common text formats: access logs, syslog, log4j and its like, ' +
    'PostgreSQL, MySQL, Redis, HAProxy, nginx, klog and others, also within syslog, containers and other wrappers. They are in -o json under "fields", ' +
    'in --format as {NAME}, in --where, and in the details of rtop.',
  'A name is a key of the record, with dots for nested ones, or one of the words below, which also stand for the usual keys of JSON and logfmt. ' +
    'Names that differ only in case are found if nothing else is. Odd names stand in backquotes. What is called level or text is the record itself; ' +
    'fields.level is a field.',
  'A condition compares: status>=500, user=ann, user!=ann, path~^/api (an extended regular expression), path!~^/api, agent:curl (contains), ' +
    'status in (404, 500..599), status not in (200), has user, level>=warn. Conditions are joined by and, or, not and parentheses. ' +
    'A value with blanks or signs stands in quotes, a quote within it is written twice.',
  'Numbers compare as numbers, exactly, whatever their form (500, 0500, 5e2, "500"); a value in quotes is text. Units are s, ms, us, ns, m, h, d and ' +
    'kB, MB, GB, KiB, MiB, GiB: duration>1.5s, bytes>5MB. Any element of an array may match. A record without the field matches no comparison, ' +
    'not even != and !~: ask by not (user=ann), or by has.',
  'The test is exact and made locally. The host leaves out what surely does not match, in whatever format; --explain shows both halves.',
];

/** The words for fields, each with its name in OpenTelemetry, its aliases and what it is. */
export const FIELD_LIST: readonly (readonly [word: string, meaning: string])[] = FIELD_WORDS.map(
  ({ word, otel, aliases, what }) => {
    const others = [...(otel === null ? [] : [otel]), ...aliases];
    return [word, `${capitalised(what)}${others.length === 0 ? '' : `; also ${others.join(', ')}`}.`];
  },
);
