//! Compresses pages and data; what the build has compressed already passes as it is.

use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};

/// WebAssembly is left out: release builds bring it compressed, and doing it on each request of a
/// development build would take seconds.
pub fn layer() -> CompressionLayer<impl Predicate> {
    let predicate = DefaultPredicate::new()
        .and(NotForContentType::new("application/wasm"))
        .and(NotForContentType::new("application/octet-stream"))
        // A zip archive already, with its size said beforehand.
        .and(NotForContentType::new(
            "application/vnd.openxmlformats-officedocument",
        ));
    CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(predicate)
}
