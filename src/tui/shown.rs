//! An exchange ready to be looked at, and a request ready to be sent.

use super::document::Document;
use super::document::Shape;
use super::pretty;
use crate::model::Exchange;
use crate::model::ExchangeId;
use crate::model::Via;
use crate::present::Veil;
use crate::profiles::Composed;
use crate::semantics::outline;
use crate::wire::ExactRequest;
use crate::wire::escape;
use std::sync::Arc;

/// An exchange with its bytes read for the screen.
#[derive(Debug)]
pub struct Shown {
    /// The exchange. Its number is that of the session.
    pub exchange: Exchange,
    /// Its number in the history, where it is kept.
    pub kept: Option<ExchangeId>,
    /// What was sent.
    pub sent: Arc<Document>,
    /// What came, as it came.
    pub received: Arc<Document>,
    /// The content of the answer, laid out; `None` where there is none.
    pub body: Option<Arc<Document>>,
}

impl Shown {
    /// Reads an exchange for the screen. Linear in its bytes: done off the loop where they may be many.
    #[must_use]
    pub fn of(exchange: Exchange) -> Self {
        let sent = Arc::new(Document::request(&exchange.request, Vec::new()));
        let received = Arc::new(Document::received(&exchange));
        let body = exchange.response().and_then(pretty::content).map(Arc::new);
        Self { exchange, kept: None, sent, received, body }
    }

    /// Finds the rows of what came, for a pane of that width, so that the first drawing need not.
    pub fn prepare(&self, width: usize) {
        let shape = Shape { width, ..Shape::default() };
        self.received.prepare(shape);
        if let Some(body) = &self.body {
            body.prepare(shape);
        }
    }

    /// The same with other request bytes and nothing received.
    #[must_use]
    pub fn with_request(&self, request: ExactRequest) -> Self {
        let (id, via) = (self.exchange.id, Via::Raw);
        let mut exchange = Exchange::of_request(id, via, request, self.exchange.label.clone());
        exchange.endpoint.clone_from(&self.exchange.endpoint);
        Self::of(exchange)
    }

    /// The same, known to be in the history under that number.
    #[must_use]
    pub fn kept_as(mut self, id: ExchangeId) -> Self {
        self.kept = Some(id);
        self
    }

    /// What it goes by: `history:12` where the history has it, else the session's number.
    #[must_use]
    pub fn number(&self) -> String {
        self.kept.map_or_else(|| self.exchange.id.to_string(), |id| format!("history:{}", id.0))
    }

    /// Why its bytes cannot be edited, sent again or written in another language; `None` where they can.
    #[must_use]
    pub fn unusable(&self) -> Option<String> {
        let spill = self.exchange.request_spill.as_ref()?;
        let id = self.kept.map_or_else(|| "ID".to_owned(), |id| id.0.to_string());
        Some(format!(
            "this request is {} bytes long, of which only the beginning is here; `why4xx history show {id} \
             --format request` writes it whole",
            spill.len
        ))
    }

    /// What a relay changed on the way, one sentence each; where `veiled`, with the request's secrets masked.
    #[must_use]
    pub fn changes(&self, veiled: bool) -> Vec<String> {
        let changes = &self.exchange.alterations;
        if changes.is_empty() {
            return Vec::new();
        }
        let veil = Veil::over_head(&self.exchange.request, !veiled);
        changes.iter().map(|change| veil.text(&format!("changed on the way: {change}"))).collect()
    }

    /// The same under another number.
    #[must_use]
    pub fn numbered(mut self, id: ExchangeId) -> Self {
        self.exchange.id = id;
        self
    }

    /// What it asked for, in a line without secrets: see [`title`].
    #[must_use]
    pub fn title(&self) -> String {
        title(&self.exchange.request)
    }
}

/// `POST /crm/rest/v1/files`, harmless and short: see [`outline`].
#[must_use]
pub fn title(request: &ExactRequest) -> String {
    format!("{} {}", escape::visible(request.method()), outline(request.target()))
}

/// A request as it would be sent now.
#[derive(Debug)]
pub struct Preview {
    /// Its bytes.
    pub document: Arc<Document>,
    /// What the client changed or refused to take along.
    pub warnings: Vec<String>,
    /// The absolute URL that it is for.
    pub url: Vec<u8>,
    /// The variables that have no value yet.
    pub unfilled: Vec<String>,
}

impl Preview {
    /// What a client made of a draft.
    #[must_use]
    pub fn composed(composed: Composed, unfilled: Vec<String>) -> Self {
        let request = ExactRequest::parse(composed.bytes);
        Self {
            document: Arc::new(Document::request(&request, composed.authors)),
            warnings: composed.warnings,
            url: composed.url,
            unfilled,
        }
    }

    /// Exact bytes.
    #[must_use]
    pub fn exact(request: &ExactRequest) -> Self {
        Self {
            document: Arc::new(Document::request(request, Vec::new())),
            warnings: Vec::new(),
            url: Vec::new(),
            unfilled: Vec::new(),
        }
    }
}
