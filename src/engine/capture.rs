//! Records what another program sends: tells each exchange as it ends, keeps it, writes its exact bytes where wanted.

use super::folders::Folders;
use super::history::Keeping;
use super::spool::Spool;
use crate::history::StoreError;
use crate::model::End;
use crate::model::Exchange;
use crate::model::ExchangeId;
use crate::practice::Practice;
use crate::transport::Answer;
use crate::transport::Received;
use crate::transport::capture::Author;
use crate::transport::capture::CaptureError;
use crate::transport::capture::CapturePlan;
use crate::transport::capture::CaptureRole;
use crate::transport::capture::Captured;
use crate::transport::capture::Capturing;
use crate::transport::capture::Notice;
use crate::transport::capture::RequestEnd;
use crate::transport::capture::Seen;
use crate::transport::capture::capture;
use crate::wire::ExactRequest;
use crate::wire::escape;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// How many exchanges may wait for being kept; connections wait beyond that.
const WAITING: usize = 256;

/// A capture to be run.
pub struct CaptureOrder {
    /// Where to listen and what to do. Its folder for long bodies is set here.
    pub plan: CapturePlan,
    /// What exchanges are called whose client does not name itself.
    pub label: String,
    /// Where they are kept.
    pub keeping: Keeping,
    /// A folder for the exact bytes, as `0001-request.raw` and `0001-response.raw`.
    pub out: Option<PathBuf>,
    /// Ends after so many exchanges.
    pub count: Option<u64>,
    /// Ends it.
    pub stop: CancellationToken,
}

impl CaptureOrder {
    /// An order that runs until it is stopped, and writes no files.
    #[must_use]
    pub fn new(plan: CapturePlan, label: impl Into<String>, keeping: Keeping) -> Self {
        let stop = CancellationToken::new();
        Self { plan, label: label.into(), keeping, out: None, count: None, stop }
    }
}

/// What a capture tells while it runs.
#[derive(Debug)]
pub enum Report {
    /// It listens here.
    Listening(SocketAddr),
    /// An exchange ended.
    Caught(Box<Caught>),
    /// Something beside the exchanges.
    Notice(Notice),
    /// The history cannot be used just now; what comes waits for it, and the capture goes on.
    NoHistory(StoreError),
    /// The folder for exact bytes cannot be written to any more; a sentence for a person. All else goes on.
    NotWritten(String),
}

/// An exchange that was recorded.
#[derive(Clone, Debug)]
pub struct Caught {
    /// Its place in this capture, from 1.
    pub nth: u64,
    /// The exchange; its number is the history's, or `nth` where it is not kept.
    pub exchange: Exchange,
    /// Whether it is in the history.
    pub kept: bool,
    /// What ended the request.
    pub request_end: RequestEnd,
    /// Who answered.
    pub author: Author,
    /// Whether it came through a tunnel (`CONNECT`).
    pub tunnelled: bool,
}

/// Why a capture cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum CaptureFailure {
    /// Nothing could be listened at.
    #[error(transparent)]
    Listen(#[from] CaptureError),
    /// A folder or file of it failed.
    #[error("cannot write to `{}`: {source}", .path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// A capture that listens, with all that is needed to end it well.
pub(super) struct Running {
    pub(super) capturing: Capturing,
    seen: mpsc::Receiver<Seen>,
    label: String,
    keeping: Keeping,
    out: Option<PathBuf>,
    /// Why nothing is written to `out` any more.
    failed: Option<CaptureFailure>,
    count: u64,
    nth: u64,
    /// Lives as long as the capture; its bodies have other names by then.
    _spool: Spool,
}

/// Runs a capture to its end: `count` exchanges, or `stop`. `tell` hears the exchanges in the order in which they ended.
pub async fn run_capture(
    order: CaptureOrder,
    folders: &Folders,
    mut tell: impl FnMut(Report),
) -> Result<(), CaptureFailure> {
    let stop = order.stop.clone();
    let mut running = Running::start(order, folders).await?;
    tell(Report::Listening(running.capturing.addr));
    running.follow(&stop, &mut tell).await
}

/// The practice server as what answers.
#[must_use]
pub fn practice_role() -> CaptureRole {
    struct Mind;
    impl Answer for Mind {
        fn answer(&self, request: &ExactRequest) -> Vec<u8> {
            Practice.answer(request)
        }
    }
    CaptureRole::Mind(Arc::new(Mind))
}

impl Running {
    pub(super) async fn start(
        order: CaptureOrder,
        folders: &Folders,
    ) -> Result<Self, CaptureFailure> {
        let CaptureOrder { mut plan, label, keeping, out, count, .. } = order;
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| CaptureFailure::File { path, source }
        };
        if let Some(out) = &out {
            std::fs::create_dir_all(out).map_err(failed(out))?;
        }
        let spool = Spool::new(folders).map_err(failed(Path::new("spool")))?;
        plan.limits.spill = Some(spool.path().to_owned());
        let (sink, seen) = mpsc::channel(WAITING);
        let capturing = capture(plan, sink).await?;
        let count = count.unwrap_or(u64::MAX);
        Ok(Self {
            capturing,
            seen,
            label,
            keeping,
            out,
            failed: None,
            count,
            nth: 0,
            _spool: spool,
        })
    }

    /// Hears it out until `count`, `stop` or its own end; what is under way then is recorded as far as it came.
    pub(super) async fn follow(
        &mut self,
        stop: &CancellationToken,
        tell: &mut impl FnMut(Report),
    ) -> Result<(), CaptureFailure> {
        let mut batch = Vec::new();
        let own = self.capturing.stop.clone();
        let mut over = false;
        loop {
            tokio::select! {
                got = self.seen.recv_many(&mut batch, WAITING) => if got == 0 { return self.close().await },
                () = stop.cancelled(), if !over => {
                    over = true;
                    own.cancel();
                    continue;
                }
            }
            self.take(std::mem::take(&mut batch), tell).await;
            if self.nth >= self.count {
                own.cancel();
                // What came beyond the count is not told.
                while self.seen.recv().await.is_some() {}
                return self.close().await;
            }
        }
    }

    /// What is left to be done at the end: what waits for the history, and the telling of what could not be written.
    async fn close(&mut self) -> Result<(), CaptureFailure> {
        let keeping = std::mem::replace(&mut self.keeping, Keeping::off());
        // That the disk is slow is no reason to hold up others on this thread.
        let _ = tokio::task::spawn_blocking(move || drop(keeping)).await;
        self.failed.take().map_or(Ok(()), Err)
    }

    /// Keeps and tells what came.
    async fn take(&mut self, batch: Vec<Seen>, tell: &mut impl FnMut(Report)) {
        let mut caught = Vec::with_capacity(batch.len());
        for seen in batch {
            match seen {
                Seen::Notice(notice) => tell(Report::Notice(notice)),
                Seen::Exchange(_) if self.nth >= self.count => {}
                Seen::Exchange(captured) => {
                    self.nth += 1;
                    if let Some(out) = &self.out
                        && let Err(error) = write_out(out, self.nth, &captured)
                    {
                        // Recording goes on: the client must not wait for a disk that is full.
                        tell(Report::NotWritten(error.to_string()));
                        (self.out, self.failed) = (None, Some(error));
                    }
                    caught.push(self.caught(*captured));
                }
            }
        }
        if let Err(error) = self.keep(&mut caught).await {
            tell(Report::NoHistory(error));
        }
        for one in caught {
            tell(Report::Caught(Box::new(one)));
        }
    }

    fn caught(&self, captured: Captured) -> Caught {
        let (request_end, author) = (captured.request_end, captured.author);
        let tunnelled = !captured.tunnel.is_empty();
        let nth = self.nth;
        let mut exchange = captured.into_exchange(ExchangeId(nth), String::new());
        exchange.label = client(&exchange.request).unwrap_or_else(|| self.label.clone());
        Caught { nth, exchange, kept: false, request_end, author, tunnelled }
    }

    /// Puts them into the history, off the event loop.
    async fn keep(&mut self, caught: &mut [Caught]) -> Result<(), StoreError> {
        if caught.is_empty() || !self.keeping.is_on() {
            return Ok(());
        }
        let exchanges: Vec<Exchange> = caught.iter().map(|one| one.exchange.clone()).collect();
        let mut keeping = std::mem::replace(&mut self.keeping, Keeping::off());
        let kept = tokio::task::spawn_blocking(move || {
            let ids = keeping.keep(exchanges);
            (keeping, ids)
        });
        let (keeping, ids) = kept.await.map_err(|_| StoreError::Gone)?;
        self.keeping = keeping;
        for (one, id) in caught.iter_mut().zip(ids?) {
            if let Some(id) = id {
                one.exchange.id = id;
                one.kept = true;
            }
        }
        Ok(())
    }
}

/// The first word of `User-Agent`, as `curl/7.88.1`: what the client calls itself, made harmless.
fn client(request: &ExactRequest) -> Option<String> {
    let agent = request.first("user-agent")?;
    let word = agent.split(|b| *b == b' ').next().filter(|word| !word.is_empty())?;
    Some(escape::visible(word.get(..LONGEST_CLIENT).unwrap_or(word)))
}

/// What is longer is no name of a client, in bytes.
const LONGEST_CLIENT: usize = 40;

/// The exact bytes of both sides, as the client sent and got them.
fn write_out(folder: &Path, nth: u64, captured: &Captured) -> Result<(), CaptureFailure> {
    for (side, stream) in [("request", &captured.request), ("response", &captured.response)] {
        let path = folder.join(format!("{nth:04}-{side}.raw"));
        write_private(&path, stream).map_err(|source| CaptureFailure::File { path, source })?;
    }
    Ok(())
}

/// Writes a file that its owner alone may read: what is captured holds keys.
fn write_private(path: &Path, stream: &Received) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    match &stream.spill {
        Some(spill) => io::copy(&mut std::fs::File::open(&spill.path)?, &mut file).map(drop),
        None => io::Write::write_all(&mut file, &stream.bytes),
    }
}

impl Caught {
    /// What of it is not as it usually is, a sentence each; may quote foreign bytes.
    #[must_use]
    pub fn remarks(&self) -> Vec<String> {
        // RFC 8446 section 5.1: a handshake record begins with 22. No HTTP does.
        if self.exchange.request.bytes.first() == Some(&22) && !self.tunnelled {
            let word = "the client speaks TLS to this plain port: write http:// in its base URL";
            return vec![word.to_owned()];
        }
        let request = Some(&self.request_end).filter(|end| **end != RequestEnd::Framing);
        let unreached = self.author == Author::Ourselves && self.exchange.endpoint.is_some();
        let answer = self.exchange.end.trouble();
        let own = "the answer is why4xx's own: the server could not be reached";
        let request = request.map(|end| format!("the request {end}"));
        request.into_iter().chain(unreached.then(|| own.to_owned())).chain(answer).collect()
    }

    /// Whether it failed: refused by status, or not answered whole.
    #[must_use]
    pub fn is_failing(&self) -> bool {
        let refused = self.exchange.status().is_some_and(|status| status >= 400);
        refused || !matches!(self.exchange.end, End::Complete | End::Truncated)
    }
}
