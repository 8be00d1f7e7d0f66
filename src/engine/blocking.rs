//! Sends for a face that has no event loop: waits for the end, or for Ctrl-C, which ends it with what came so far.

use super::capture::CaptureFailure;
use super::capture::CaptureOrder;
use super::capture::Report;
use super::capture::run_capture;
use super::ears::Ears;
use super::folders::Folders;
use super::run::RunFailure;
use super::run::RunOrder;
use super::run::run_command;
use super::send::SendPlan;
use super::send::send;
use super::serve::serve_practice;
use crate::model::Exchange;
use std::net::SocketAddr;

/// Why nothing could be sent at all.
#[derive(Debug, thiserror::Error)]
#[error("cannot start the network: {0}")]
pub struct StartError(#[from] std::io::Error);

fn runtime() -> Result<tokio::runtime::Runtime, StartError> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

/// Sends and waits. Ctrl-C cancels: the exchange then says so and keeps what was received.
pub fn send_blocking(plan: SendPlan) -> Result<Exchange, StartError> {
    let runtime = runtime()?;
    Ok(runtime.block_on(async {
        let cancel = plan.cancel.clone();
        let sending = send(plan);
        tokio::pin!(sending);
        tokio::select! {
            exchange = &mut sending => exchange,
            _ = tokio::signal::ctrl_c() => {
                cancel.cancel();
                sending.await
            }
        }
    }))
}

/// Sends several requests, one after the other, to a practice server of their own.
pub fn practise(
    plans: impl FnOnce(SocketAddr) -> Vec<SendPlan>,
) -> Result<Vec<Exchange>, StartError> {
    let runtime = runtime()?;
    runtime.block_on(async {
        let serving = serve_practice(0).await.map_err(std::io::Error::other)?;
        let mut exchanges = Vec::new();
        for plan in plans(serving.addr) {
            exchanges.push(send(plan).await);
        }
        Ok(exchanges)
    })
}

/// Captures until the order's own end, or until Ctrl-C or a request to terminate, which end it with what came so far.
pub fn capture_blocking(
    order: CaptureOrder,
    folders: &Folders,
    tell: impl FnMut(Report),
) -> Result<Result<(), CaptureFailure>, StartError> {
    let runtime = runtime()?;
    Ok(runtime.block_on(async {
        let stop = order.stop.clone();
        let mut ears = Ears::new();
        let capturing = run_capture(order, folders, tell);
        tokio::pin!(capturing);
        tokio::select! {
            ended = &mut capturing => ended,
            _ = ears.asked() => {
                stop.cancel();
                capturing.await
            }
        }
    }))
}

/// Runs a command to its end, its traffic recorded.
pub fn run_blocking(
    order: RunOrder,
    folders: &Folders,
    env: &dyn Fn(&str) -> Option<String>,
    tell: impl FnMut(Report),
) -> Result<Result<std::process::ExitStatus, RunFailure>, StartError> {
    Ok(runtime()?.block_on(run_command(order, folders, env, tell)))
}
