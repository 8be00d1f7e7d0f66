//! Asks the doctor about requests that are ready, and about their refusal.

use super::clock::now_seconds;
use super::compose::Ready;
use crate::doctor;
use crate::doctor::Diagnosis;
use crate::doctor::Inputs;
use crate::model::Expect;
use crate::wire::ExactResponse;
use bytes::Bytes;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// The refused request.
    pub failing: Ready,
    /// One that works.
    pub good: Option<Ready>,
    /// The refusal, as received.
    pub response: Option<Bytes>,
    /// Its status, where only that is known.
    pub status: Option<u16>,
    /// What the endpoint is known to need.
    pub expect: Option<Expect>,
}

impl Question {
    /// The refusal taken apart: the last response of the chain.
    #[must_use]
    pub fn refusal(&self) -> Option<ExactResponse> {
        let stream = self.response.as_ref()?;
        ExactResponse::parse_all(stream, self.failing.request.method()).pop()
    }

    /// The same for the doctor.
    #[must_use]
    pub fn inputs(&self) -> Inputs {
        let good = self.good.as_ref();
        Inputs {
            failing: self.failing.request.clone(),
            good: good.map(|good| good.request.clone()),
            response: self.refusal(),
            status: self.status,
            expect: self.expect.clone(),
            failing_via: self.failing.via,
            good_via: good.map_or(crate::model::Via::File, |good| good.via),
            failing_endpoint: self.failing.endpoint.clone(),
            good_endpoint: good.and_then(|good| good.endpoint.clone()),
            now: now_seconds(),
        }
    }
}

/// Names the causes.
#[must_use]
pub fn diagnose(question: &Question) -> Diagnosis {
    doctor::diagnose(&question.inputs())
}
