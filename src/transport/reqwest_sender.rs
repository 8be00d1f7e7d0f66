//! Lets reqwest speak: what does a well-behaved library make of the same request?
//!
//! reqwest composes and writes the request into the tap; the bytes caught there are then sent on by the raw sender's
//! own machinery, which also reads the answer. So the TLS hello that the server sees is ours, redirects and retries
//! are not followed, proxies are not in play, and nothing but HTTP/1.1 is spoken.

use super::bounds::Bounds;
use super::failure;
use super::raw::deliver;
use super::recording::Recording;
use super::reqwest_wish::wish;
use super::transport::Sending;
use super::transport::Shipment;
use super::transport::Transport;
use crate::model::End;
use crate::model::Stage;
use crate::model::Via;
use crate::wire::ExactRequest;
use bytes::Bytes;
use std::time::Duration;

/// Sends what reqwest makes of the request: header names in lower case, lengths of its own, `accept: */*` added.
///
/// It is given what the user wishes (method, path and query, fields, body); what it cannot express ends in a failure
/// before anything is dialled. Works where Unix-domain sockets do.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReqwestSender;

impl Transport for ReqwestSender {
    fn via(&self) -> Via {
        Via::Reqwest
    }

    fn send(&self, shipment: Shipment) -> Sending<'_> {
        Box::pin(async move {
            let bounds = Bounds::new(shipment.cancel.clone(), shipment.limits.total);
            match compose(&shipment, &bounds).await {
                Ok(bytes) => deliver(Shipment { bytes, ..shipment }).await,
                Err(end) => Recording { end, ..Recording::begun(shipment.bytes) },
            }
        })
    }
}

/// How long reqwest may take to write into a local socket.
const COMPOSING: Duration = Duration::from_secs(30);

/// The bytes that reqwest writes.
async fn compose(shipment: &Shipment, bounds: &Bounds) -> Result<Bytes, End> {
    let request = ExactRequest::parse(shipment.bytes.clone());
    let wish = wish(&request, &shipment.endpoint).map_err(End::Failed)?;
    bounds.within(Stage::Write, COMPOSING, overhear(wish)).await?
}

#[cfg(unix)]
async fn overhear(wish: reqwest::Request) -> Result<Bytes, End> {
    let broken = |error: super::tap::TapError| {
        End::Failed(failure::plain(
            Stage::Write,
            format!("reqwest could not be listened to: {error}."),
        ))
    };
    let host = wish.url().host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let tls = (wish.url().scheme() == "https").then_some(host.as_str());
    let tap = super::tap::Tap::open(tls).map_err(broken)?;
    let client = client(&tap).map_err(|error| End::Failed(gave_up(&error)))?;
    tokio::select! {
        biased;
        caught = tap.catch() => caught.map_err(broken),
        // No answer is ever written into the tap: whatever ends this, it is an error of reqwest's.
        spoken = client.execute(wish) => Err(End::Failed(match spoken {
            Err(error) => gave_up(&error),
            Ok(_) => failure::plain(Stage::Write, "reqwest took an answer that nobody gave."),
        })),
    }
}

#[cfg(not(unix))]
async fn overhear(_wish: reqwest::Request) -> Result<Bytes, End> {
    Err(End::Failed(failure::failed(
        Stage::Write,
        "reqwest can be listened to only where Unix-domain sockets are.",
        "Send it with --via raw.",
    )))
}

/// A client with reqwest's own habits, but for where it connects, whom it believes, and what it follows.
#[cfg(unix)]
fn client(tap: &super::tap::Tap) -> reqwest::Result<reqwest::Client> {
    super::tls::provider();
    let authority = tap.authority().map(reqwest::Certificate::from_der).transpose()?;
    reqwest::Client::builder()
        .http1_only()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .unix_socket(tap.socket())
        .tls_certs_only(authority)
        .build()
}

#[cfg(unix)]
fn gave_up(error: &reqwest::Error) -> crate::model::Failure {
    let mut message = format!("reqwest gave up: {error}");
    let mut source = std::error::Error::source(error);
    while let Some(deeper) = source {
        message = format!("{message}: {deeper}");
        source = deeper.source();
    }
    failure::failed(
        Stage::Write,
        format!("{message}."),
        "Send it with --via raw: exactly these bytes.",
    )
}
