//! Work that needs sockets: sending, and the practice server. One thread with one small runtime, started when first needed.

use super::desk::Desk;
use super::effect::Dial;
use super::effect::SendPlan;
use super::effect::Work;
use super::jobs::JobId;
use super::listening;
use super::msg::DemoStory;
use super::msg::Msg;
use super::msg::News;
use super::screens::exchange;
use super::shown::Shown;
use super::terminal;
use crate::engine;
use crate::model::Endpoint;
use crate::model::ExchangeId;
use crate::transport::Serving;
use bytes::Bytes;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::PoisonError;
use std::sync::mpsc::Receiver;
use std::sync::mpsc::Sender;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::mpsc::unbounded_channel;
use tokio_util::sync::CancellationToken;

/// One order to the network thread.
type Order = (JobId, Work, CancellationToken);

/// The network thread's door.
pub(super) struct Network {
    orders: UnboundedSender<Order>,
    shared: Arc<Shared>,
}

/// What the network's tasks share.
struct Shared {
    desk: Arc<Desk>,
    news: Sender<Msg>,
    practice: Mutex<Option<Serving>>,
    keeping: Mutex<Option<engine::Keeping>>,
    /// Each capture and each send holds a clone of this as long as it has something to put away; gone once no new one may
    /// begin.
    at_work: std::sync::Mutex<Option<Sender<Infallible>>>,
    /// Says nothing; it is closed when the last work has put everything away.
    ended: std::sync::Mutex<Receiver<Infallible>>,
    /// Stops all work.
    all: CancellationToken,
}

/// How long leaving may take, where something is to be put away: longer than a locked history is waited for.
const GRACE: Duration = Duration::from_secs(3);

/// How often one looks whether the history has something new.
const LOOK: Duration = Duration::from_millis(500);

impl Network {
    /// Starts the thread.
    pub(super) fn start(desk: Arc<Desk>, news: Sender<Msg>) -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (orders, mut waiting) = unbounded_channel::<Order>();
        let (at_work, ended) = std::sync::mpsc::channel();
        let shared = Arc::new(Shared {
            desk,
            news: news.clone(),
            practice: Mutex::new(None),
            keeping: Mutex::new(None),
            at_work: std::sync::Mutex::new(Some(at_work)),
            ended: std::sync::Mutex::new(ended),
            all: CancellationToken::new(),
        });
        let network = Self { orders, shared: Arc::clone(&shared) };
        let last = Arc::clone(&shared);
        terminal::before_end(move || last.close());
        std::thread::Builder::new().name("network".to_owned()).spawn(move || {
            runtime.block_on(async move {
                while let Some((id, work, cancel)) = waiting.recv().await {
                    let (shared, news) = (Arc::clone(&shared), news.clone());
                    tokio::spawn(async move {
                        let over = cancel.clone();
                        let work =
                            tokio::spawn(async move { shared.perform(id, work, cancel).await });
                        let brought = work.await.unwrap_or_else(|_| broke());
                        // Tells the runtime that nothing is left to be stopped.
                        over.cancel();
                        let _ = news.send(Msg::Job(id, brought));
                    });
                }
            });
        })?;
        Ok(network)
    }

    /// See [`Shared::close`].
    pub(super) fn close(&self) {
        self.shared.close();
    }

    /// What stops one piece of work.
    pub(super) fn cancel_token(&self) -> CancellationToken {
        self.shared.all.child_token()
    }

    /// Gives an order.
    pub(super) fn order(&self, id: JobId, work: Work, cancel: CancellationToken) {
        let _ = self.orders.send((id, work, cancel));
    }
}

/// What is said where work panicked; the panic's own words are for whoever mends this program.
pub(super) fn broke() -> News {
    News::Failed(
        "this work broke off through a fault of why4xx itself; nothing else is harmed".to_owned(),
    )
}

impl Shared {
    /// What work holds as long as it has something to put away; none where no new work may begin.
    fn guard(&self) -> Option<Sender<Infallible>> {
        self.at_work.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Stops all work, and waits a little until it has recorded how far it came.
    fn close(&self) {
        self.all.cancel();
        drop(self.at_work.lock().unwrap_or_else(PoisonError::into_inner).take());
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = ended.recv_timeout(GRACE);
        // What was sent and waits for the history is kept now, if it can be.
        if let Ok(mut keeping) = self.keeping.try_lock() {
            drop(keeping.take());
        }
    }

    async fn perform(self: &Arc<Self>, id: JobId, work: Work, cancel: CancellationToken) -> News {
        let done = match work {
            Work::Capture(role) => {
                let guard = self.guard();
                if guard.is_none() {
                    return News::Over;
                }
                let ended = listening::listen(&self.desk, role, (id, &self.news), cancel).await;
                drop(guard);
                Ok(ended)
            }
            Work::Watch(last) => self.watch(last, &cancel).await,
            Work::Send(plan, size) => {
                let guard = self.guard();
                let sent = self.send(*plan, size, cancel).await;
                drop(guard);
                sent
            }
            Work::Demo(name) => self.demo(&name, cancel).await,
            other => Ok(self.desk.perform(other)),
        };
        done.unwrap_or_else(News::Failed)
    }

    /// Sends, and finds the rows of a long answer before a screen asks for them.
    async fn send(
        &self,
        plan: SendPlan,
        size: (u16, u16),
        cancel: CancellationToken,
    ) -> Result<News, String> {
        let endpoint = match plan.to {
            Dial::Endpoint(endpoint) => endpoint,
            Dial::Practice => self.practice().await?,
            Dial::Unknown => return Err("where to send this is not known".to_owned()),
        };
        let is_practice = self.practice.lock().await.as_ref().is_some_and(|serving| {
            endpoint.port == serving.addr.port() && endpoint.host == serving.addr.ip().to_string()
        });
        let shown = self.exchange(plan.label, endpoint, plan.bytes, cancel).await;
        let shown = if is_practice { shown } else { self.keep(shown).await };
        let shown = Arc::new(shown);
        let ahead = Arc::clone(&shown);
        let width = exchange::received_width(size);
        let _ = tokio::task::spawn_blocking(move || ahead.prepare(width)).await;
        Ok(News::Sent(shown))
    }

    /// Sends, and reads what came for the screen on a thread of its own: it may be long.
    async fn exchange(
        &self,
        label: String,
        endpoint: Endpoint,
        bytes: Bytes,
        cancel: CancellationToken,
    ) -> Shown {
        let mut plan = engine::SendPlan::new(self.desk.number(), label, endpoint, bytes);
        plan.cancel = cancel;
        let exchange = engine::send(plan).await;
        let kept = exchange.clone();
        let read = tokio::task::spawn_blocking(move || Shown::of(exchange)).await;
        read.unwrap_or_else(|_| Shown::of(kept))
    }

    /// Puts an exchange into the history; where that fails, says so once.
    async fn keep(&self, shown: Shown) -> Shown {
        let mut keeping = self.keeping.lock().await;
        let mut books = keeping.take().unwrap_or_else(|| self.desk.keeping());
        let exchange = shown.exchange.clone();
        let work = tokio::task::spawn_blocking(move || {
            let kept = books.keep(vec![exchange]);
            (books, kept)
        });
        let Ok((books, kept)) = work.await else { return shown };
        *keeping = Some(books);
        match kept.map(|ids| ids.first().copied().flatten()) {
            Ok(None) => shown,
            Ok(Some(id)) => {
                self.desk.is_kept(shown.exchange.id, id);
                shown.kept_as(id)
            }
            Err(error) => {
                let word = format!("sent, but not in the history yet: {error}");
                let _ = self.news.send(Msg::NoHistory(word));
                shown
            }
        }
    }

    /// Comes back when the history has something newer than `last`.
    async fn watch(
        self: &Arc<Self>,
        last: Option<ExchangeId>,
        cancel: &CancellationToken,
    ) -> Result<News, String> {
        loop {
            tokio::select! {
                () = cancel.cancelled() => return Ok(News::Done(String::new())),
                () = tokio::time::sleep(LOOK) => {}
            }
            let desk = Arc::clone(&self.desk);
            let looked = tokio::task::spawn_blocking(move || desk.newer(last)).await;
            match looked {
                Ok(Some(newest)) => return Ok(News::Changed(newest)),
                // A history that cannot be read just now may be again; asking it says why it cannot.
                Ok(None) => {}
                Err(_) => return Ok(broke()),
            }
        }
    }

    /// Where the practice server listens; it is started for the first who asks.
    async fn practice(&self) -> Result<Endpoint, String> {
        let mut practice = self.practice.lock().await;
        let addr = match practice.as_ref() {
            Some(serving) => serving.addr,
            None => {
                let serving = engine::serve_practice(0).await.map_err(|error| error.to_string())?;
                let addr = serving.addr;
                *practice = Some(serving);
                addr
            }
        };
        Ok(Endpoint { tls: false, host: addr.ip().to_string(), port: addr.port() })
    }

    async fn demo(&self, name: &str, cancel: CancellationToken) -> Result<News, String> {
        let story = engine::story(Some(name)).ok_or_else(|| {
            let names: Vec<&str> = engine::STORIES.iter().map(|story| story.name).collect();
            format!("there is no story `{name}`; there are {}", names.join(", "))
        })?;
        let practice = self.practice().await?;
        let send = |label: &str, bytes: &'static [u8]| {
            let bytes = Bytes::from_static(bytes);
            self.exchange(label.to_owned(), practice.clone(), bytes, cancel.clone())
        };
        let good = Arc::new(send("the one that works", story.good).await);
        let failing = Arc::new(send("the refused one", story.failing).await);
        Ok(News::Demo(Box::new(DemoStory { failing, good, practice })))
    }
}
