//! A card: what a rule knows by heart, as data for the terminal, JSON and documents alike.

/// Which part of a request a rule speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    /// Credentials, cookies, tokens.
    Auth,
    /// Framing, connection and header fields.
    Framing,
    /// The body and what declares it.
    Body,
    /// Method and target.
    Url,
}

impl Family {
    /// Its name, as in CODES.md.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::Framing => "framing",
            Self::Body => "body",
            Self::Url => "url",
        }
    }
}

/// What a rule knows without looking at any request. No line is longer than 100 columns.
#[derive(Debug, PartialEq, Eq)]
pub struct Card {
    /// The stable code, as `auth-missing`.
    pub code: &'static str,
    /// Which part of a request it speaks of.
    pub family: Family,
    /// The defect in half a sentence.
    pub title: &'static str,
    /// Why a server refuses it; may hold several lines.
    pub why: &'static str,
    /// A small example of the defect.
    pub example: &'static str,
    /// Where it is written, as `RFC 9110 section 11.6.2`; at least one.
    pub references: &'static [&'static str],
}
