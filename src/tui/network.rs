//! Work that needs sockets: sending, and the practice server. One thread with one small runtime, started when first needed.

use super::desk::Desk;
use super::effect::Dial;
use super::effect::SendPlan;
use super::effect::Work;
use super::jobs::JobId;
use super::msg::DemoStory;
use super::msg::Msg;
use super::msg::News;
use super::screens::exchange;
use super::shown::Shown;
use crate::engine;
use crate::model::Endpoint;
use crate::transport::Serving;
use bytes::Bytes;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use tokio::sync::Mutex;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::mpsc::unbounded_channel;
use tokio_util::sync::CancellationToken;

/// One order to the network thread.
type Order = (JobId, Work, CancellationToken);

/// The network thread's door.
pub(super) struct Network {
    orders: UnboundedSender<Order>,
}

/// What the network's tasks share.
struct Shared {
    desk: Arc<Desk>,
    practice: Mutex<Option<Serving>>,
}

impl Network {
    /// Starts the thread.
    pub(super) fn start(desk: Arc<Desk>, news: Sender<Msg>) -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (orders, mut waiting) = unbounded_channel::<Order>();
        let shared = Arc::new(Shared { desk, practice: Mutex::new(None) });
        std::thread::Builder::new().name("network".to_owned()).spawn(move || {
            runtime.block_on(async move {
                while let Some((id, work, cancel)) = waiting.recv().await {
                    let (shared, news) = (Arc::clone(&shared), news.clone());
                    tokio::spawn(async move {
                        let work = tokio::spawn(async move { shared.perform(work, cancel).await });
                        let brought = work.await.unwrap_or_else(|_| broke());
                        let _ = news.send(Msg::Job(id, brought));
                    });
                }
            });
        })?;
        Ok(Self { orders })
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
    async fn perform(&self, work: Work, cancel: CancellationToken) -> News {
        let done = match work {
            Work::Send(plan, size) => self.send(*plan, size, cancel).await,
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
        let shown = Arc::new(self.exchange(plan.label, endpoint, plan.bytes, cancel).await);
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
