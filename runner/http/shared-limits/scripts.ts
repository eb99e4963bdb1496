/**
 * The decisions of the store, in Lua: a script runs atomically, by the clock of the server. Times are in microseconds. A quota
 * is a hash (tat: when its bucket is full again; paused: until when; wanted, wantedUntil: which process is next), a sorted set
 * of leases by their end, and one of limits ("spacing:burst:maxConcurrent") by theirs.
 */
const NOW = `
local now = tonumber(ARGV[1])
if now == 0 then local t = redis.call('TIME'); now = t[1] * 1000000 + t[2] end
local function text(n) return string.format('%.0f', n) end
`;

/** Unused keys expire after this time. */
const KEEP_MS = 120_000;

/**
 * KEYS: resumed, and hash, leases, limits of each quota. ARGV: now, lease, owner, waited, ahead, leaseTime, limitTime,
 * patience, empty, longest pause, and the limit of each quota. Returns a word, the wait, the slot, and the limits that count.
 */
export const RESERVE = `${NOW}
local lease, owner, waited, ahead = ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local leaseTime, limitTime, patience = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local resumed = tonumber(redis.call('GET', KEYS[1]) or '0')
local isEmpty = resumed > 0 and now - resumed < tonumber(ARGV[9])
local slot, full, counting, quotas = now, false, {}, {}
for i = 1, (#KEYS - 1) / 3 do
  local h, leases, limits = KEYS[3 * i - 1], KEYS[3 * i], KEYS[3 * i + 1]
  redis.call('ZREMRANGEBYSCORE', limits, '-inf', text(now))
  redis.call('ZADD', limits, text(now + limitTime), ARGV[10 + i])
  redis.call('PEXPIRE', limits, ${KEEP_MS})
  local spacing, burst, most = 0, 1, 0
  for _, each in ipairs(redis.call('ZRANGE', limits, 0, -1)) do
    local s, b, m = string.match(each, '^(%d+):(%d+):(%d+)$')
    s, b, m = tonumber(s), tonumber(b), tonumber(m)
    if s > spacing or (s == spacing and b < burst) then spacing, burst = s, b end
    if m > 0 and (most == 0 or m < most) then most = m end
  end
  local state = redis.call('HMGET', h, 'tat', 'paused', 'wanted', 'wantedUntil')
  local paused = math.min(tonumber(state[2] or '0'), now + tonumber(ARGV[10]))
  local tat = tonumber(state[1] or '0')
  if tat == 0 and isEmpty then tat = now + burst * spacing end
  -- Further ahead there is no slot, unless the clock was put back.
  tat = math.min(tat, math.max(now, paused) + burst * spacing + ahead)
  local first = math.max(now, paused, tat - (burst - 1) * spacing)
  slot = math.max(slot, first)
  redis.call('ZREMRANGEBYSCORE', leases, '-inf', text(now))
  redis.call('ZREMRANGEBYSCORE', leases, text(now + 2 * leaseTime + ahead), '+inf')
  if most > 0 then
    local free = most - redis.call('ZCARD', leases)
    local isWanted = state[3] and state[3] ~= owner and tonumber(state[4]) > now and tonumber(state[4]) < now + 2 * patience
    if free <= 0 or (isWanted and free <= 1) then
      full = true
      if waited > patience and not isWanted then redis.call('HSET', h, 'wanted', owner, 'wantedUntil', text(now + patience)) end
      redis.call('PEXPIRE', h, ${KEEP_MS})
    end
  end
  counting[i] = text(spacing) .. ':' .. text(burst) .. ':' .. text(most)
  quotas[i] = { h = h, leases = leases, spacing = spacing, tat = tat, first = first, wanted = state[3] }
end
if full then return { 'full', '0', '0' } end
if slot - now > ahead then return { 'later', text(slot - now), '0' } end
-- A slot that one quota puts off would keep the others idle until then.
for _, quota in ipairs(quotas) do
  if quota.spacing > 0 and slot > now and slot - quota.first > quota.spacing then return { 'later', text(slot - now), '0' } end
end
for _, quota in ipairs(quotas) do
  if quota.spacing > 0 then redis.call('HSET', quota.h, 'tat', text(math.max(quota.tat, slot) + quota.spacing)) end
  -- Also where nothing limits them yet: another process may come that has a limit.
  redis.call('ZADD', quota.leases, text(slot + leaseTime), lease)
  redis.call('PEXPIRE', quota.leases, ${KEEP_MS})
  if quota.wanted == owner then redis.call('HDEL', quota.h, 'wanted', 'wantedUntil') end
  redis.call('PEXPIRE', quota.h, ${KEEP_MS})
end
return { 'slot', text(slot - now), text(slot), unpack(counting) }`;

/** KEYS: the hash of each quota. ARGV: now, slot, how late it may be, longest pause. Returns a word and the wait. */
export const CONFIRM = `${NOW}
for _, h in ipairs(KEYS) do
  local paused = math.min(tonumber(redis.call('HGET', h, 'paused') or '0'), now + tonumber(ARGV[4]))
  if paused > now then return { 'paused', text(paused - now) } end
end
local left = tonumber(ARGV[2]) - now
if left > 0 then return { 'early', text(left) } end
if -left > tonumber(ARGV[3]) then return { 'late', '0' } end
return { 'go', '0' }`;

/** KEYS: the leases of each quota. ARGV: now, lease. */
export const RELEASE = `
for _, leases in ipairs(KEYS) do redis.call('ZREM', leases, ARGV[2]) end
return 1`;

/** KEYS: hash. ARGV: now, length of the pause, spacing, burst. Requests that waited during the pause are spaced after it. */
export const PAUSE = `${NOW}
local state = redis.call('HMGET', KEYS[1], 'tat', 'paused')
local paused = math.max(tonumber(state[2] or '0'), now + tonumber(ARGV[2]))
local tat = math.max(tonumber(state[1] or '0'), paused + (tonumber(ARGV[4]) - 1) * tonumber(ARGV[3]))
redis.call('HSET', KEYS[1], 'paused', text(paused), 'tat', text(tat))
redis.call('PEXPIRE', KEYS[1], ${KEEP_MS})
return 1`;

/** KEYS: leases of each lease, then limits of each quota. ARGV: now, leaseTime, limitTime, number of leases, their ids, the limits. */
export const RENEW = `${NOW}
local count = tonumber(ARGV[4])
for i = 1, #KEYS do
  local ends = now + tonumber(i <= count and ARGV[2] or ARGV[3])
  redis.call('ZADD', KEYS[i], text(ends), ARGV[4 + i])
  redis.call('PEXPIRE', KEYS[i], ${KEEP_MS})
end
return 1`;

/** KEYS: resumed. ARGV: now, how long all processes wait for one another. Returns the wait. */
export const REJOIN = `${NOW}
local wait = tonumber(ARGV[2])
local at = tonumber(redis.call('GET', KEYS[1]) or '0')
-- A process that is back a little later than the others does not make them wait again.
if at < now - 2 * wait or at > now + wait then at = now + wait end
redis.call('SET', KEYS[1], text(at), 'PX', ${KEEP_MS})
return text(math.max(0, at - now))`;
