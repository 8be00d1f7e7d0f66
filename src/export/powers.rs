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
    /// Those that the client would add by itself as it spells them, others as typed.
    OwnNames,
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
    /// All in upper case, and only those made of letters.
    UpperLetters,
}

/// What becomes of headers of one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeats {
    /// Each a line of its own, as typed.
    Apart,
    /// Each a line of its own, all beside the first and spelled like it.
    Grouped,
    /// All in one line.
    Joined,
}

/// What becomes of bytes beyond ASCII in header values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HighBytes {
    /// Sent as they are.
    Kept,
    /// Sent where they are UTF-8.
    Utf8,
    /// Not sent.
    Refused,
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
    /// What it does to headers of one name.
    pub repeats: Repeats,
    /// What it does to bytes beyond ASCII in header values.
    pub beyond_ascii: HighBytes,
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

/// Methods that carry a body by their nature, so that some clients announce its absence.
pub(super) fn usually_has_body(method: &str) -> bool {
    matches!(method, "POST" | "PUT" | "PATCH")
}

/// All methods but those that carry no body by their nature: other clients announce its absence with the rest.
pub(super) fn may_have_body(method: &str) -> bool {
    !matches!(method, "GET" | "HEAD" | "DELETE" | "OPTIONS" | "TRACE" | "CONNECT")
}
