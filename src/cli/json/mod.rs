//! The promise to strangers: versioned JSON shapes. Every key is always there, null where unknown.

pub(super) mod exchange;
pub(super) mod exported;
pub(super) mod finding;
pub(super) mod found;
pub(super) mod identify;
pub(super) mod message;
pub(super) mod requests;

use crate::wire::escape::lossy_hex;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Bytes as text, what is not UTF-8 as `\xE9`.
fn text(bytes: &[u8]) -> String {
    lossy_hex(bytes)
}

/// The whole in base64, where the text could not say it; else null.
fn exact(bytes: &[u8]) -> Option<String> {
    std::str::from_utf8(bytes).is_err().then(|| base64(bytes))
}

fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}
