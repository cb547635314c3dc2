import { createHash } from 'node:crypto';

/** A Lua script whose keys are all in one slot. Ids remain strings: Lua's numbers are too small for them. */
export interface Script {
  readonly text: string;
  readonly sha: string;
}

const script = (text: string): Script => ({ text, sha: createHash('sha1').update(text).digest('hex') });

/**
 * Appends entries if the writer still owns the log and the stream ends where the writer expects: a repeated or late
 * append, or one from a former owner, changes nothing. KEYS: stream, meta. ARGV: token, id of the expected end, id
 * before which entries may be removed (or ''), number of pairs for the meta hash, these pairs, then for each entry: id,
 * field, value, field, value.
 */
export const APPEND = script(`
local state = redis.call('HMGET', KEYS[2], 'owner', 'top')
if state[1] ~= ARGV[1] then return {'FENCED', state[1] or '', state[2] or ''} end
if (state[2] or '') ~= ARGV[2] then return {'MOVED', state[2] or ''} end
local time = redis.call('TIME')
local now = time[1] .. string.sub('000000' .. time[2], -6, -4)
local at = 5 + 2 * tonumber(ARGV[4])
local top = nil
while ARGV[at] do
  top = ARGV[at]
  redis.call('XADD', KEYS[1], top, 't', now, ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4])
  at = at + 5
end
if ARGV[3] ~= '' then redis.call('XTRIM', KEYS[1], 'MINID', '~', ARGV[3]) end
for pair = 5, 3 + 2 * tonumber(ARGV[4]), 2 do redis.call('HSET', KEYS[2], ARGV[pair], ARGV[pair + 1]) end
if top then redis.call('HSET', KEYS[2], 'top', top) end
return {'OK'}
`);

/**
 * Acquires the lease of a log if it is free, and makes the token that of its only writer. KEYS: lease, meta, stream.
 * ARGV: token, milliseconds, a name for a new stream, the name of the relay, whether it asks for a lease that another
 * relay has ('1' or ''). Only the token identifies an owner: a server that lost its last second could hand out the same
 * number twice. Entries after the recorded end were never acknowledged, and are removed.
 */
export const ACQUIRE = script(`
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  if ARGV[5] == '1' then redis.call('HSET', KEYS[2], 'wanted', ARGV[4]) end
  return {'HELD', redis.call('HGET', KEYS[2], 'relay') or ''}
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('HSETNX', KEYS[2], 'born', ARGV[3])
local top = redis.call('HGET', KEYS[2], 'top')
if not top then redis.call('DEL', KEYS[3])
elseif redis.call('EXISTS', KEYS[3]) == 1 then
  local beyond = redis.call('XRANGE', KEYS[3], '(' .. top, '+')
  for _, entry in ipairs(beyond) do redis.call('XDEL', KEYS[3], entry[1]) end
  if #beyond > 0 then redis.call('XSETID', KEYS[3], top) end
end
redis.call('HINCRBY', KEYS[2], 'epoch', 1)
redis.call('HSET', KEYS[2], 'owner', ARGV[1], 'relay', ARGV[4])
redis.call('HDEL', KEYS[2], 'wanted')
return {'OK', redis.call('HMGET', KEYS[2], 'top', 'position', 'segments', 'pipeline', 'born')}
`);

/**
 * Renews the lease, and the expiry of the log's keys. KEYS: lease, meta, stream. ARGV: token, milliseconds,
 * milliseconds.
 */
export const RENEW = script(`
local state = redis.call('HMGET', KEYS[2], 'owner', 'wanted')
if state[1] ~= ARGV[1] then return {'FENCED', state[1] or ''} end
local holder = redis.call('GET', KEYS[1])
if holder == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2])
elseif holder then return {'FENCED', holder}
else redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2]) end
redis.call('PEXPIRE', KEYS[2], ARGV[3])
redis.call('PEXPIRE', KEYS[3], ARGV[3])
return {'OK', state[2] or ''}
`);

/** Releases the lease. KEYS: lease. ARGV: token. */
export const RELEASE = script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`);
