//! What a diagnosis starts from: the refused request, and whatever is known beside it.

use crate::model::Endpoint;
use crate::model::Expect;
use crate::model::Via;
use crate::wire::ExactRequest;
use crate::wire::ExactResponse;

/// Everything that is known. Only the failing request is a must.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// The request that was refused.
    pub failing: ExactRequest,
    /// A request that works.
    pub good: Option<ExactRequest>,
    /// The refusal.
    pub response: Option<ExactResponse>,
    /// The refusal's status, where only that is known.
    pub status: Option<u16>,
    /// What the endpoint is known to need.
    pub expect: Option<Expect>,
    /// How the failing bytes came to us.
    pub failing_via: Via,
    /// How the good bytes came to us.
    pub good_via: Via,
    /// Where the failing request went.
    pub failing_endpoint: Option<Endpoint>,
    /// Where the good one went.
    pub good_endpoint: Option<Endpoint>,
    /// The present time, in seconds since 1970; used only where the response bears no `Date`.
    pub now: i64,
}

impl Inputs {
    /// Only a failing request, from a file of exact bytes.
    #[must_use]
    pub fn of(failing: ExactRequest) -> Self {
        Self {
            failing,
            good: None,
            response: None,
            status: None,
            expect: None,
            failing_via: Via::File,
            good_via: Via::File,
            failing_endpoint: None,
            good_endpoint: None,
            now: 0,
        }
    }
}
