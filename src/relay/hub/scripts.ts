import { createHash } from 'node:crypto';

/** A Lua script; all its keys are in one slot. Ids stay texts: a number of Lua has not the room for them. */
export interface Script {
  readonly text: string;
  readonly sha: string;
}

const script = (text: string): Script => ({ text, sha: createHash('sha1').update(text).digest('hex') });

/**
 * Appends entries if the writer still owns the log and the stream ends where the writer thinks: an append that is repeated, late or
 * made by one who was replaced changes nothing. KEYS: stream, meta. ARGV: token, the id of the end expected, id before which entries may
 * be removed (or ''), how many pairs follow for the meta hash, these, then for each entry: id, field, value, field, value.
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
 * Takes the lease of a log, if nobody has it, and makes the token that of its only writer. KEYS: lease, meta, stream. ARGV: token, milliseconds, a
 * name for a stream that is new, the name of the relay, whether it asks for a lease that another has ('1' or ''). The token alone counts:
 * a number could be handed out twice by a server that lost its last second. What the stream holds behind the end that is written down
 * was never acknowledged, and is removed.
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

/** Keeps the lease, and the keys of the log for so long again. KEYS: lease, meta, stream. ARGV: token, milliseconds, milliseconds. */
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

/** Returns the lease back. KEYS: lease. ARGV: token. */
export const RELEASE = script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`);
