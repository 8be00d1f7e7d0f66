//! What can end any step from outside: the user, and the time for all of it.

use crate::model::End;
use crate::model::Stage;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// The bounds that every step of one send shares.
#[derive(Clone, Debug)]
pub(super) struct Bounds {
    pub(super) cancel: CancellationToken,
    /// When the whole send must be over.
    pub(super) until: Option<Instant>,
}

impl Bounds {
    /// Bounds that start now.
    pub(super) fn new(cancel: CancellationToken, total: Option<Duration>) -> Self {
        Self { cancel, until: total.and_then(|total| Instant::now().checked_add(total)) }
    }

    /// Lets `step` run for `patience`, unless all of it must end sooner.
    pub(super) async fn within<T>(
        &self,
        stage: Stage,
        patience: Duration,
        step: impl Future<Output = T>,
    ) -> Result<T, End> {
        let own = Instant::now().checked_add(patience);
        let deadline = [own, self.until].into_iter().flatten().min();
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(End::Cancelled),
            done = step => Ok(done),
            () = sleep_until(deadline) => Err(End::TimedOut(stage)),
        }
    }
}

/// Sleeps until then; forever where there is no such time.
pub(super) async fn sleep_until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}
