//! What a client can be told, and what it changes: facts about clients, from running them.

use super::target_oddity::TargetOddity;

/// What becomes of the case of header names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameCase {
    /// Sent as typed.
    Kept,
    /// Sent in lower case.
    Lower,
    /// Each word capitalised.
    Capitalised,
    /// Well-known names as the client spells them, others as typed.
    KnownNames,
}

/// What becomes of the case of methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MethodCase {
    /// Sent as typed.
    Kept,
    /// Standard methods in upper case, others as typed.
    KnownUpper,
    /// All in upper case.
    Upper,
}

/// What becomes of the order of headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Sent as given.
    Kept,
    /// Those that the client would add by itself stand where it would put them, the others as given.
    OwnPlaces,
    /// The client's own order.
    Chosen,
}

/// What the target client can do. A field says what holds for the code that its exporter writes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Powers {
    /// What people call the client.
    pub client: &'static str,
    /// What it does to header names.
    pub names: NameCase,
    /// What it does to the order of headers.
    pub order: Order,
    /// Whether headers of one name stay apart.
    pub repeats: bool,
    /// Whether header values may hold bytes beyond ASCII.
    pub beyond_ascii: bool,
    /// Headers that it does not let one set, in lower case.
    pub refuses: &'static [&'static str],
    /// What it does to methods.
    pub method: MethodCase,
    /// Methods that it does not send.
    pub refused_methods: &'static [&'static str],
    /// Methods with which it sends no body.
    pub bodiless: &'static [&'static str],
    /// Whether it announces an absent body by `Content-Length: 0` with this method; `None` where the code can choose.
    pub announces_nothing: Option<fn(&str) -> bool>,
    /// Whether it can speak HTTP/1.0.
    pub http10: bool,
    /// Whether it can send a chunked body.
    pub chunked: bool,
    /// Whether it refuses a URL that is none by RFC 3986, so that it must be mended beforehand.
    pub strict_url: bool,
    /// What it changes in a target, told as exactly as it can be.
    pub changes: &'static [TargetOddity],
    /// Headers that it adds where the user gives none.
    pub adds: &'static [&'static str],
}

/// Methods that carry a body by their nature, so that clients announce its absence.
pub(super) fn usually_has_body(method: &str) -> bool {
    matches!(method, "POST" | "PUT" | "PATCH")
}
