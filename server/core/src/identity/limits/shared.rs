//! The same counters in Redis, shared by every process. Scripts, because each step reads and
//! writes at once; the time is the caller's, so that every process and every test agrees on it.

use super::rule::Rule;
use crate::core::Core;

/// The arithmetic of `Rule::reserve`; answers the milliseconds to wait, 0 for none.
const RESERVE: &str = r"
local now, drain, free, block, longest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local kept = redis.call('HMGET', KEYS[1], 'empty_at', 'blocked_until')
local empty_at, blocked_until = tonumber(kept[1]) or 0, tonumber(kept[2]) or 0
if now < blocked_until then return blocked_until - now end
empty_at = math.max(empty_at, now) + drain
local count = math.ceil((empty_at - now) / drain)
if count >= free then
  blocked_until = now + math.min(block * 2 ^ math.min(count - free, 20), longest)
end
redis.call('HSET', KEYS[1], 'empty_at', string.format('%d', empty_at), 'blocked_until', string.format('%d', blocked_until))
redis.call('PEXPIRE', KEYS[1], string.format('%d', math.max(empty_at, blocked_until) - now + 1000))
return 0
";

const GIVE_BACK: &str = r"
local empty_at = tonumber(redis.call('HGET', KEYS[1], 'empty_at'))
if empty_at then
  redis.call('HSET', KEYS[1], 'empty_at', string.format('%d', empty_at - tonumber(ARGV[1])), 'blocked_until', 0)
end
return 0
";

/// Milliseconds to wait, 0 for none; `None` when Redis is off or away.
pub(super) async fn reserve(core: &Core, rule: &Rule, key: &str, now: i64) -> Option<i64> {
    let script = redis::Script::new(RESERVE);
    run(core, async |conn| {
        script
            .key(key)
            .arg(now)
            .arg(rule.drain_ms)
            .arg(rule.free)
            .arg(rule.block_ms)
            .arg(rule.longest_block_ms)
            .invoke_async(conn)
            .await
    })
    .await
}

pub(super) async fn give_back(core: &Core, rule: &Rule, key: &str) {
    let script = redis::Script::new(GIVE_BACK);
    run(core, async |conn| {
        script.key(key).arg(rule.drain_ms).invoke_async(conn).await
    })
    .await;
}

pub(super) async fn clear(core: &Core, key: &str) {
    run(core, async |conn| {
        redis::cmd("DEL").arg(key).query_async(conn).await
    })
    .await;
}

async fn run(
    core: &Core,
    call: impl AsyncFnOnce(&mut redis::aio::MultiplexedConnection) -> redis::RedisResult<i64>,
) -> Option<i64> {
    if !core.db.redis.is_on() {
        return None;
    }
    match core.db.redis.with(call).await {
        Ok(answer) => Some(answer),
        Err(error) => {
            tracing::warn!(%error, "sign-in counters: Redis is away, this process counts alone");
            None
        }
    }
}
