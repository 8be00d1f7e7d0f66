//! A finding: one cause, its evidence, how sure it is and why, and what mends it.

use super::card::Card;
use super::difference::DifferenceId;
use super::evidence::Evidence;
use crate::model::ProfileId;
use crate::wire::Edit;

/// What a finding can do to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Explains; breaks nothing.
    Info,
    /// Worth a look.
    Warning,
    /// Can make a server refuse the request.
    Error,
}

impl Severity {
    /// Its name, as in `doctor --format json`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One term of the sum that ranks a finding, readable by a person (`--why`).
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// What it adds to the sum; negative where it speaks against.
    pub points: f32,
    /// Why.
    pub text: String,
}

/// How far an edit may change what a request means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Safety {
    /// Changes the form, not the meaning.
    Safe,
    /// Plausible; may change the meaning.
    Guess,
    /// Cannot be done here: needs something that we do not have.
    ShowOnly,
}

/// What mends the defect.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What to do, in one or two sentences.
    pub summary: String,
    /// Whose code the snippet is; `None` where the failing client is not known.
    pub client: Option<ProfileId>,
    /// The change in that client's language.
    pub snippet: Option<String>,
    /// The change of the failing bytes; empty where it cannot be done here.
    pub edits: Vec<Edit>,
    /// How far the edits may be trusted.
    pub safety: Safety,
}

/// One cause.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule's card.
    pub card: &'static Card,
    /// Whether it can explain a refusal.
    pub severity: Severity,
    /// How likely it is the cause, 0 to 1; calibrated over the cases.
    pub confidence: f32,
    /// The terms of its rank, the rule's own first.
    pub reasons: Vec<Reason>,
    /// The places that prove it; never empty.
    pub evidence: Vec<Evidence>,
    /// What happened, for a tired developer.
    pub explanation: String,
    /// What mends it.
    pub fix: Option<Fix>,
    /// The differences that it explains.
    pub claims: Vec<DifferenceId>,
}

impl Finding {
    /// The card's code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.card.code
    }

    /// The sum of its reasons.
    #[must_use]
    pub fn score(&self) -> f32 {
        self.reasons.iter().map(|reason| reason.points).sum()
    }
}
