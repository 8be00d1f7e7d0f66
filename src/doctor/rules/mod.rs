//! The rules: one file a code, in families; within a turn they are asked in this order.

mod auth;
mod body;
mod framing;
mod url;

use super::rule::Rule;

/// Every rule, in the order of asking.
pub(super) fn all() -> impl Iterator<Item = &'static dyn Rule> {
    [url::RULES, auth::RULES, body::RULES, framing::RULES].into_iter().flatten().copied()
}
