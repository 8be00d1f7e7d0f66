//! What the doctor hands out: findings in order, and every difference.

use super::difference::Difference;
use super::finding::Finding;
use super::finding::Severity;
use crate::profiles::Likeness;

/// The result of one diagnosis.
#[derive(Clone, Debug, Default)]
pub struct Diagnosis {
    /// The causes, most likely first.
    pub findings: Vec<Finding>,
    /// All differences by meaning, the harmless ones too, in the order of the request.
    pub differences: Vec<Difference>,
    /// Who wrote the failing request, where that can be said.
    pub failing_client: Option<Likeness>,
    /// Who wrote the good one.
    pub good_client: Option<Likeness>,
    /// The status that the refusal bears.
    pub status: Option<u16>,
    /// What was not looked at, and why: limits reached, a body too deep.
    pub notes: Vec<String>,
}

impl Diagnosis {
    /// Whether a finding can explain a refusal.
    #[must_use]
    pub fn has_error(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// The most likely cause.
    #[must_use]
    pub fn verdict(&self) -> Option<&Finding> {
        self.findings.first()
    }
}
