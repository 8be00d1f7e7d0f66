//! Serves the practice server on loopback: its mind is `practice`, its ears are `transport`.

use crate::practice::Practice;
use crate::transport::Answer;
use crate::transport::ListenError;
use crate::transport::Serving;
use crate::transport::serve_loopback;
use crate::wire::ExactRequest;
use std::sync::Arc;

struct PracticeAnswer(Practice);

impl Answer for PracticeAnswer {
    fn answer(&self, request: &ExactRequest) -> Vec<u8> {
        self.0.answer(request)
    }
}

/// Listens on loopback only; port 0 picks a free one. Stops when the guard is dropped.
pub async fn serve_practice(port: u16) -> Result<Serving, ListenError> {
    serve_loopback(Arc::new(PracticeAnswer(Practice)), port).await
}
