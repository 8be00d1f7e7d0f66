//! What asks this program to end while it records: Ctrl-C, and the request to terminate that scripts and hosts send.

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AskedToEnd {
    /// Ctrl-C. Whatever runs in the same terminal heard it, too.
    Interrupt,
    /// `SIGTERM`, which this program alone hears.
    Terminate,
}

/// Hears from the moment it is made. What cannot be heard ends the program as it always did.
pub(super) struct Ears {
    #[cfg(unix)]
    interrupt: Option<tokio::signal::unix::Signal>,
    #[cfg(unix)]
    terminate: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Ears {
    pub(super) fn new() -> Self {
        use tokio::signal::unix::SignalKind;
        use tokio::signal::unix::signal;
        Self {
            interrupt: signal(SignalKind::interrupt()).ok(),
            terminate: signal(SignalKind::terminate()).ok(),
        }
    }

    /// Waits until somebody asks. Safe to drop half-way.
    pub(super) async fn asked(&mut self) -> AskedToEnd {
        tokio::select! {
            () = heard(&mut self.interrupt) => AskedToEnd::Interrupt,
            () = heard(&mut self.terminate) => AskedToEnd::Terminate,
        }
    }
}

#[cfg(unix)]
async fn heard(signals: &mut Option<tokio::signal::unix::Signal>) {
    if let Some(signals) = signals
        && signals.recv().await.is_some()
    {
        return;
    }
    std::future::pending::<()>().await;
}

#[cfg(not(unix))]
impl Ears {
    pub(super) fn new() -> Self {
        Self {}
    }

    /// Waits until somebody asks. Safe to drop half-way.
    pub(super) async fn asked(&mut self) -> AskedToEnd {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        AskedToEnd::Interrupt
    }
}

/// Passes a request to terminate on to the process of this number. One that is gone by now needs none.
#[cfg(unix)]
pub(super) fn terminate(process: Option<u32>) {
    let process = process.and_then(|id| i32::try_from(id).ok());
    if let Some(process) = process.and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process(process, rustix::process::Signal::TERM);
    }
}

#[cfg(not(unix))]
pub(super) fn terminate(_process: Option<u32>) {}
