//! The only place where effects are done: work goes to threads and comes back as messages; the rest goes to `run.rs`.

use super::desk::Desk;
use super::effect::Effect;
use super::effect::Work;
use super::jobs::JobId;
use super::msg::Msg;
use super::msg::News;
use super::network::Network;
use super::network::broke;
use bytes::Bytes;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use tokio_util::sync::CancellationToken;

/// What only the owner of the terminal can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// Put this on the clipboard.
    Copy(String),
    /// Edit this in `$EDITOR`.
    Edit(Bytes),
    /// To the shell.
    Suspend,
    /// Draw all anew.
    Redraw,
    /// Out.
    Quit,
}

/// Does effects.
pub(super) struct Runtime {
    desk: Arc<Desk>,
    news: Sender<Msg>,
    network: Option<Network>,
    cancels: HashMap<JobId, CancellationToken>,
}

impl Runtime {
    /// A runtime that sends its messages there. Starts nothing yet.
    pub(super) fn new(desk: Desk, news: Sender<Msg>) -> Self {
        Self { desk: Arc::new(desk), news, network: None, cancels: HashMap::new() }
    }

    /// Does one effect, or says what the terminal's owner must do.
    pub(super) fn perform(&mut self, effect: Effect) -> Option<Wish> {
        match effect {
            Effect::Start(id, work) => self.start(id, work),
            Effect::Cancel(id) => {
                if let Some(cancel) = self.cancels.remove(&id) {
                    cancel.cancel();
                }
            }
            Effect::Copy(text) => return Some(Wish::Copy(text)),
            Effect::EditOutside(text) => return Some(Wish::Edit(text)),
            Effect::Suspend => return Some(Wish::Suspend),
            Effect::Redraw => return Some(Wish::Redraw),
            Effect::Quit => return Some(Wish::Quit),
        }
        None
    }

    /// Stops all work, and lets a capture record how far its exchanges came.
    pub(super) fn close(&self) {
        if let Some(network) = &self.network {
            network.close();
        }
    }

    fn start(&mut self, id: JobId, work: Work) {
        let started = match work {
            Work::Send(..) | Work::Demo(_) | Work::Capture(_) | Work::Watch(_) => {
                self.order(id, work)
            }
            _ => self.thread(id, work),
        };
        if let Err(error) = started {
            let reason = format!("this machine gives no thread for it: {error}");
            let _ = self.news.send(Msg::Job(id, News::Failed(reason)));
        }
    }

    fn order(&mut self, id: JobId, work: Work) -> std::io::Result<()> {
        let network = match self.network.take() {
            Some(network) => network,
            None => Network::start(Arc::clone(&self.desk), self.news.clone())?,
        };
        let cancel = network.cancel_token();
        self.cancels.retain(|_, cancel| !cancel.is_cancelled());
        self.cancels.insert(id, cancel.clone());
        network.order(id, work, cancel);
        self.network = Some(network);
        Ok(())
    }

    fn thread(&self, id: JobId, work: Work) -> std::io::Result<()> {
        let (worker, news) = (Arc::clone(&self.desk), self.news.clone());
        std::thread::Builder::new().name("desk".to_owned()).spawn(move || {
            let done =
                std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| worker.perform(work)));
            let _ = news.send(Msg::Job(id, done.unwrap_or_else(|_| broke())));
        })?;
        Ok(())
    }
}
