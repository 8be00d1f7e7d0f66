//! The clock, in one place, so that everything else can be told the time.

/// Seconds since 1970-01-01 UTC.
#[must_use]
pub fn now_seconds() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.ok().and_then(|since| i64::try_from(since.as_secs()).ok()).unwrap_or_default()
}
