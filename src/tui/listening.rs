//! A capture for the screens: listens, and tells each exchange as it ends.

use super::desk::Desk;
use super::effect::Role;
use super::entry::Entry;
use super::facts::Listening;
use super::jobs::JobId;
use super::msg::Heard;
use super::msg::Msg;
use super::msg::News;
use crate::engine;
use crate::engine::CaptureFailure;
use crate::engine::CaptureOrder;
use crate::engine::Report;
use crate::transport::Trust;
use crate::transport::capture::CaptureError;
use crate::transport::capture::CapturePlan;
use crate::transport::capture::CaptureRole;
use crate::transport::capture::Reply;
use crate::transport::capture::Reverse;
use std::net::Ipv4Addr;
use std::net::SocketAddr;
use std::sync::mpsc::Sender;
use tokio_util::sync::CancellationToken;

/// The port that is tried first: the same one each time can stand in a configuration.
pub(super) const PORT: u16 = 8025;

/// Listens on loopback until `stop`, at port 8025 or, where another program has it, at a free one.
pub(super) async fn listen(
    desk: &Desk,
    role: Role,
    (id, news): (JobId, &Sender<Msg>),
    stop: CancellationToken,
) -> News {
    let mut ended = once(desk, &role, PORT, (id, news), &stop).await;
    if let Err(CaptureFailure::Listen(CaptureError::Bind { .. })) = &ended {
        ended = once(desk, &role, 0, (id, news), &stop).await;
    }
    match ended {
        Ok(()) => News::Over,
        Err(error) => News::Failed(error.to_string()),
    }
}

async fn once(
    desk: &Desk,
    role: &Role,
    port: u16,
    (id, news): (JobId, &Sender<Msg>),
    stop: &CancellationToken,
) -> Result<(), CaptureFailure> {
    let mut plan = CapturePlan::new(as_capture(role));
    plan.listen = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut order = CaptureOrder::new(plan, "capture", desk.keeping());
    order.stop = stop.clone();
    let answers = role.to_string();
    let tell = |report| match report {
        Report::Listening(addr) => {
            let listening = Listening { addr, answers: answers.clone() };
            let _ = news.send(Msg::Heard(id, Heard::Listening(listening)));
        }
        Report::Caught(mut caught) => {
            // What is not in the history has a number of this session: the history's would be another's.
            if !caught.kept {
                caught.exchange.id = desk.number();
            }
            let _ = news.send(Msg::Heard(id, Heard::Caught(Box::new(Entry::of_caught(*caught)))));
        }
        Report::Notice(notice) => {
            let _ = news.send(Msg::Heard(id, Heard::Notice(notice.to_string())));
        }
        Report::NoHistory(error) => {
            let word = format!("not in the history yet: {error}");
            let _ = news.send(Msg::Heard(id, Heard::Notice(word)));
        }
        Report::NotWritten(word) => {
            let _ = news.send(Msg::Heard(id, Heard::Notice(word)));
        }
    };
    engine::run_capture(order, &desk.folders, tell).await
}

fn as_capture(role: &Role) -> CaptureRole {
    match role {
        Role::Canned(status) => CaptureRole::Canned(Reply::of_status(*status)),
        Role::Practice => engine::practice_role(),
        Role::Upstream { endpoint, keep_host } => {
            let mut reverse = Reverse::to(endpoint.clone(), None, Trust::default());
            reverse.keep_host = *keep_host;
            CaptureRole::Reverse(reverse)
        }
    }
}
