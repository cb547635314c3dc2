import { z } from 'zod';
import { LEVELS } from '../core/level.ts';
import {
  LIMITS,
  MAX_FILTERS,
  MAX_MESSAGE_BYTES,
  MAX_NAME,
  MAX_NAMES,
  MAX_PATTERN,
} from './protocol/limits.ts';
import type { ClientMessage } from './protocol/requests.ts';

/** Limits of a single request from a page. */
const MAX_SOURCES = 4096;
const MAX_PANES = 64;

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const q = count;
const v = count;
const rowId = z.number().int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);
const source = z
  .number()
  .int()
  .min(0)
  .max(2 ** 31);
const pane = source.nullable();
/** The range of a Date. */
const moment = z.number().min(-8.64e15).max(8.64e15);
const rows = z.number().int().min(0).max(LIMITS.rows);
const names = z.array(z.string().min(1).max(MAX_NAME)).max(MAX_NAMES);
const pattern = z.string().max(MAX_PATTERN);

const settings = z.strictObject({
  filters: z
    .array(
      z.strictObject({
        kind: z.enum(['pattern', 'where']),
        text: pattern,
        negate: z.boolean(),
        enabled: z.boolean(),
      }),
    )
    .max(MAX_FILTERS),
  level: z.enum(LEVELS).nullable(),
  ignoreCase: z.boolean(),
  search: pattern.nullable(),
  range: z.strictObject({ from: moment, to: moment }).nullable(),
  hidden: z.array(source).max(MAX_SOURCES),
  solo: source.nullable(),
  verbatim: z.boolean(),
});

const view = z.strictObject({ type: z.literal('view'), v, settings });
const tail = z.strictObject({
  type: z.literal('tail'),
  panes: z.array(z.strictObject({ pane, rows })).max(MAX_PANES),
});

const message = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('hello'),
    protocol: count,
    key: z.string().max(128),
    view: view.exactOptional(),
    tail: tail.exactOptional(),
    logs: names.exactOptional(),
  }),
  view,
  tail,
  z.strictObject({ type: z.literal('ack'), n: count }),
  z.strictObject({
    type: z.literal('rows'),
    q,
    v,
    pane,
    list: z.enum(['shown', 'found', 'alarms', 'all']),
    at: z.union([
      z.enum(['start', 'end']),
      z.strictObject({ id: rowId }),
      z.strictObject({ time: moment }),
      z.strictObject({ share: z.number().min(0).max(1) }),
    ]),
    before: rows,
    after: rows,
  }),
  z.strictObject({
    type: z.literal('find'),
    q,
    v,
    pane,
    list: z.enum(['found', 'alarms']),
    from: rowId.nullable(),
    direction: z.enum(['next', 'previous']),
  }),
  z.strictObject({
    type: z.literal('entry'),
    q,
    id: rowId,
    from: count,
    length: z.number().int().min(1).max(LIMITS.pieceBytes),
  }),
  z.strictObject({ type: z.literal('text'), q, v, pane, from: rowId.nullable(), to: rowId.nullable() }),
  z.strictObject({
    type: z.literal('download'),
    q,
    v,
    pane,
    form: z.enum(['text', 'ndjson']),
    from: rowId.nullable(),
    to: rowId.nullable(),
  }),
  z.strictObject({
    type: z.literal('timeline'),
    q,
    pane,
    buckets: z.number().int().min(1).max(2000),
    span: z.strictObject({ from: moment, to: moment }).nullable(),
  }),
  z.strictObject({ type: z.literal('values'), q, v, pane, field: z.string().min(1).max(256) }),
  z.strictObject({
    type: z.literal('history'),
    q,
    what: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.enum(['older', 'on']), pane }),
      z.strictObject({ kind: z.literal('at'), pane, time: moment }),
      z.strictObject({ kind: z.enum(['around', 'leave']), id: rowId }),
    ]),
  }),
  z.strictObject({ type: z.literal('picker'), q, text: z.string().max(MAX_NAME) }),
  z.strictObject({
    type: z.literal('open'),
    q,
    names: names.min(1),
    only: z.boolean(),
  }),
  z.strictObject({ type: z.literal('close'), q, source }),
  z.strictObject({
    type: z.literal('act'),
    q,
    action: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('retry'), source }),
      z.strictObject({ kind: z.literal('reread') }),
    ]),
  }),
  z.strictObject({ type: z.literal('ping') }),
]) satisfies z.ZodType<ClientMessage>;

export type ParsedMessage =
  | { readonly ok: true; readonly message: ClientMessage }
  | { readonly ok: false; readonly problem: string };

/** Parses a frame from a page; anything that is not exactly a message of the protocol is refused with a reason. */
export const parseMessage = (frame: string): ParsedMessage => {
  if (frame.length > MAX_MESSAGE_BYTES) return { ok: false, problem: 'the message is too long' };
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    return { ok: false, problem: 'the message is not JSON' };
  }
  const parsed = message.safeParse(value);
  if (parsed.success) return { ok: true, message: parsed.data };
  const [issue] = parsed.error.issues;
  const path = issue?.path.join('.') ?? '';
  return { ok: false, problem: `${path === '' ? 'the message' : path}: ${issue?.message ?? 'invalid'}` };
};
