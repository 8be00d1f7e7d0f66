//! The shape of a rule, and the report it writes into.

use super::card::Card;
use super::case::Case;
use super::difference::Difference;
use super::difference::DifferenceId;
use super::finding::Finding;
use super::finding::Severity;
use std::collections::BTreeSet;

/// When a rule is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Turn {
    /// First: it knows its defect.
    Specific,
    /// Afterwards: it takes only what nobody claimed.
    Leftover,
}

/// One rule: one code, one file, one card.
pub trait Rule: Sync {
    /// What it knows by heart.
    fn card(&self) -> &'static Card;
    /// When it is asked.
    fn turn(&self) -> Turn {
        Turn::Specific
    }
    /// Whether it has something to say of bytes that are a TLS record and no HTTP: all other rules would read lines
    /// and fields into them.
    fn reads_tls(&self) -> bool {
        false
    }
    /// Looks at a case and reports what it finds.
    fn check(&self, case: &Case<'_>, report: &mut Report);
}

/// What the rules have found so far, and which differences they have explained.
#[derive(Debug, Default)]
pub struct Report {
    findings: Vec<Finding>,
    claimed: BTreeSet<DifferenceId>,
}

impl Report {
    /// Takes a finding, and its claims with it. A finding without evidence is not taken.
    pub fn add(&mut self, finding: impl Into<Finding>) {
        let finding = finding.into();
        debug_assert!(!finding.evidence.is_empty(), "{} has no evidence", finding.code());
        if finding.evidence.is_empty() {
            return;
        }
        self.claimed.extend(finding.claims.iter().copied());
        self.findings.push(finding);
    }

    /// Whether a finding explains that difference already.
    #[must_use]
    pub fn is_claimed(&self, difference: &Difference) -> bool {
        self.claimed.contains(&difference.id)
    }

    /// Whether some rule found something under that code.
    #[must_use]
    pub fn has(&self, code: &str) -> bool {
        self.findings.iter().any(|finding| finding.code() == code)
    }

    /// Whether something found can make a server refuse the request.
    #[must_use]
    pub fn has_error(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// Everything found.
    #[must_use]
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }
}
