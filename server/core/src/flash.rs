//! What is kept between a form post without JavaScript and the page after it: in Redis, or in
//! this process while Redis is away.

use crate::Core;
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

/// How long a flash is kept.
pub const KEPT_SECONDS: u64 = 300;

static KEPT_HERE: LazyLock<Mutex<HashMap<String, String>>> = LazyLock::new(Mutex::default);
/// When this many wait, nobody is coming back for them.
const KEPT_HERE_AT_MOST: usize = 1_000;

/// Keeps `text` and returns the 32 hex digits that name it.
pub async fn keep(core: &Core, text: String) -> String {
    let id = crate::random_hex::<16>();
    keep_as(core, &id, text).await;
    id
}

/// Keeps again what was taken and could not be shown.
pub async fn put_back(core: &Core, id: &str, text: String) {
    if is_name(id) {
        keep_as(core, id, text).await;
    }
}

async fn keep_as(core: &Core, id: &str, text: String) {
    let kept = core.db.redis.keep(&key(id), &text, KEPT_SECONDS).await;
    if kept.is_err() {
        keep_here(id, text);
    }
}

/// What `keep` kept; it can be taken once. `None` for an id of nobody's.
pub async fn take(core: &Core, id: &str) -> Option<String> {
    if !is_name(id) {
        return None;
    }
    match core.db.redis.take(&key(id)).await {
        Ok(Some(text)) => Some(text),
        _ => KEPT_HERE.lock().ok()?.remove(id),
    }
}

fn is_name(id: &str) -> bool {
    id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn key(id: &str) -> String {
    format!("nestogy:flash:{id}")
}

fn keep_here(id: &str, text: String) {
    if let Ok(mut kept) = KEPT_HERE.lock() {
        if kept.len() >= KEPT_HERE_AT_MOST {
            kept.clear();
        }
        kept.insert(id.to_string(), text);
    }
}
