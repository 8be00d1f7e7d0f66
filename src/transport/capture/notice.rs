//! What a capture has to say beside the exchanges.

use crate::semantics::outline_words;
use std::fmt;

/// Something worth telling the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// As many connections as are allowed are open; further ones wait.
    Full {
        /// How many.
        connections: usize,
    },
    /// The system gives no further connection.
    Exhausted {
        /// What it says.
        why: String,
    },
    /// A client asked for what this relay is not for.
    Refused {
        /// What it asked for, made harmless.
        what: String,
    },
    /// A client broke off the TLS handshake: mostly it does not trust the local authority.
    Distrusted {
        /// The name it asked for, made harmless.
        host: String,
        /// What it said, as TLS tells it.
        why: String,
    },
    /// A file for a long body could not be written; its recording stops, what is passed on does not.
    NotKept {
        /// What the system says.
        why: String,
    },
}

impl Notice {
    /// A refusal of `what`, foreign bytes; keys in a query or in userinfo are not repeated.
    pub(super) fn refused(what: &[u8]) -> Self {
        Self::Refused { what: outline_words(what.get(..200).unwrap_or(what)) }
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full { connections } => write!(
                f,
                "{connections} connections are open, which is the limit; further ones wait for one to end"
            ),
            Self::Exhausted { why } => {
                write!(f, "no further connection can be taken for now, those open go on: {why}")
            }
            Self::Refused { what } => write!(f, "refused: {what}"),
            Self::Distrusted { host, why } => write!(
                f,
                "the client broke off TLS for {host} ({why}); it does not trust the local authority: give it the CA \
                 file, or change its base URL and use `why4xx capture --upstream https://{host}`"
            ),
            Self::NotKept { why } => write!(f, "a long body is not kept whole: {why}"),
        }
    }
}
