//! Evidence: marked places in one of the messages. No finding without it.

use crate::wire::Span;

/// Which message a place is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The request that was refused.
    Failing,
    /// The request that works.
    Good,
    /// The refusal.
    Response,
}

impl Side {
    /// Its name, as in `doctor --format json`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Failing => "failing",
            Self::Good => "good",
            Self::Response => "response",
        }
    }
}

/// A thing, or the place where a thing should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// These bytes.
    At(Span),
    /// Nothing stands here, and something should. The span is empty.
    Gap(Span),
}

impl Mark {
    /// The bytes marked; empty for a gap.
    #[must_use]
    pub const fn span(self) -> Span {
        match self {
            Self::At(span) | Self::Gap(span) => span,
        }
    }
}

/// One marked place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// In which message.
    pub side: Side,
    /// Where in its bytes (as sent: chunk framing and all).
    pub mark: Mark,
    /// What is to be seen there, in a few words.
    pub label: String,
}
