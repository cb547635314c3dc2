import type * as z from 'zod';
import { nearest } from '../../core/nearest.ts';
import { divideImports, importsSchema } from '../imports/importKeys.ts';
import { keysAt } from '../schema/schemaKeys.ts';
import type { ConfigDocument } from './document.ts';
import { type ConfigIssue, type ConfigPath, didYouMean, valueAt } from './issue.ts';
import { type Cut, prune } from './prune.ts';

/** The valid content of a file. */
export interface Checked {
  readonly value: Readonly<Record<string, unknown>>;
  readonly issues: readonly ConfigIssue[];
}

/** Maximum number of issues: more are no help, and take time to locate. */
const MAX_ISSUES = 100;

type Found = Omit<ConfigIssue, 'file' | 'position'> & Cut;
type RawIssue = z.core.$ZodIssue;

const SECRET = /^(pass(word|wd|phrase|code)?|secret|token|otp)$/i;

/** Validates one file against the schema: returns every wrong key and type with its position. */
export const checkDocument = (document: ConfigDocument, schema: z.ZodType): Checked => {
  const whole = document.value ?? {};
  const stranger = strangerIssue(document, schema);
  if (stranger) return { value: {}, issues: [...document.issues, stranger] };
  const { imports, rest } = isMap(whole) ? divideImports(whole) : { imports: {}, rest: whole };
  const { discreet } = document;
  const wrongImports = issuesOf(importsSchema, imports, discreet);
  const found = [
    ...wrongImports.map(issue => ({ ...issue, path: ['hosts', ...issue.path] })),
    ...issuesOf(schema, rest, discreet),
  ];
  const issues = found.slice(0, MAX_ISSUES).map(({ wrongKey: _, ...issue }) => ({
    ...issue,
    file: document.file,
    position: document.locate(issue.path),
  }));
  const sound = prune(whole, found);
  return { value: isMap(sound) ? sound : {}, issues: [...document.issues, ...issues] };
};

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const issuesOf = (schema: z.ZodType, value: unknown, discreet: boolean): Found[] => {
  const result = schema.safeParse(value);
  return result.success
    ? []
    : result.error.issues.flatMap(issue => describeIssue(issue, [], { schema, value, discreet }));
};

/** Keys that files of other programs may also have. */
const COMMON_KEYS = ['$schema', 'extends'];

/**
 * Reports a file reached through `extends` or a link that is not a configuration at all; it may be any file of this
 * machine.
 */
const strangerIssue = (document: ConfigDocument, schema: z.ZodType): ConfigIssue | null => {
  const { file, discreet, value } = document;
  if (!discreet || value === null || value === undefined) return null;
  const known = keysAt(schema, []);
  const sections = known.filter(key => !COMMON_KEYS.includes(key));
  const keys = isMap(value) ? Object.keys(value) : null;
  if (keys?.every(key => known.includes(key)) || keys?.some(key => sections.includes(key))) return null;
  const message = `is not an rtail configuration: expected a map with keys such as ${sections.slice(0, 4).join(', ')}`;
  return {
    file,
    position: null,
    path: [],
    message,
    advice: 'fix the extends or the link that leads here',
  };
};

interface Context {
  readonly schema: z.ZodType;
  readonly value: unknown;
  /** True if messages name only the kinds of values, not the values. */
  readonly discreet: boolean;
}

const describeIssue = (issue: RawIssue, base: ConfigPath, context: Context): Found[] => {
  const path = [...base, ...issue.path.map(key => (typeof key === 'symbol' ? String(key) : key))];
  const found = () => describeValue(valueAt(context.value, path), context.discreet);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(key => unknownKey(key, path, keysAt(context.schema, path)));
    case 'invalid_key': {
      const [first] = issue.issues;
      const name = String(path.at(-1));
      const advice = didYouMean(nearest(name, suggestions(first)));
      return [{ path, message: `expected ${first?.message ?? 'another name'}`, advice, wrongKey: true }];
    }
    case 'invalid_union': {
      // The one branch for this kind of value has the best error.
      const fitting = issue.errors.filter(branch => !branch.some(isWrongKind));
      const [branch] = fitting;
      if (fitting.length === 1 && branch) return branch.flatMap(inner => describeIssue(inner, path, context));
      return [{ path, message: `expected ${issue.message}, found ${found()}`, advice: null }];
    }
    default: {
      const value = valueAt(context.value, path);
      // A map may contain its own `toString`, which is not a function.
      const near = isMap(value) || Array.isArray(value) ? [] : nearest(String(value), suggestions(issue));
      const advice = didYouMean(near);
      return [{ path, message: `expected ${issue.message}, found ${found()}`, advice }];
    }
  }
};

const isWrongKind = (issue: RawIssue): boolean => issue.code === 'invalid_type' && issue.path.length === 0;

/** Returns the valid words, if they are a closed set. */
const suggestions = (issue: RawIssue | undefined): readonly string[] => {
  if (issue?.code === 'invalid_value') return issue.values.map(String);
  const suggest: unknown = issue?.code === 'custom' ? issue.params?.['suggest'] : undefined;
  return typeof suggest === 'function' ? suggest() : [];
};

/** Up to this many keys are listed in full; a longer list is no help. */
const FEW = 14;

const unknownKey = (key: string, parent: ConfigPath, valid: readonly string[]): Found => {
  const path = [...parent, key];
  if (SECRET.test(key)) {
    return {
      path,
      message: 'secrets do not belong in this file',
      advice:
        'remove it: rtail asks for a password once, when it is needed; better still, use a key (identity) or ssh-agent',
    };
  }
  const near = didYouMean(nearest(key, valid, 1));
  const expected = valid.length <= FEW ? `expected one of ${valid.join(', ')}` : null;
  const message = expected === null ? 'unknown key' : `unknown key, ${expected}`;
  return { path, message, advice: near ?? (expected === null ? 'see --help for the option names' : null) };
};

/** Maximum length of quoted text in a message. */
const MAX_QUOTED = 100;

const describeValue = (value: unknown, discreet: boolean): string => {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  switch (typeof value) {
    case 'string':
      if (value === '') return 'empty text';
      return discreet ? 'another text' : `the text ${quoted(value)}`;
    case 'number':
      return discreet ? 'a number' : `the number ${value}`;
    case 'boolean':
      return String(value);
    case 'object':
      return 'a map';
    default:
      return `a ${typeof value}`;
  }
};

const quoted = (text: string): string =>
  JSON.stringify(text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text);
