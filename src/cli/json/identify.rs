//! `why4xx.identify/1`: which client made these bytes.

use crate::profiles::Likeness;
use serde::Serialize;

#[derive(Serialize)]
pub(in crate::cli) struct Candidates {
    schema: &'static str,
    candidates: Vec<Candidate>,
}

#[derive(Serialize)]
struct Candidate {
    name: &'static str,
    version: Option<String>,
    confidence: f64,
    traits: Vec<String>,
}

pub(in crate::cli) fn candidates(found: &[Likeness]) -> Candidates {
    let candidate = |likeness: &Likeness| Candidate {
        name: likeness.name,
        version: likeness.version.clone(),
        confidence: (f64::from(likeness.confidence) * 100.0).round() / 100.0,
        traits: likeness.traits.clone(),
    };
    Candidates { schema: "why4xx.identify/1", candidates: found.iter().map(candidate).collect() }
}
