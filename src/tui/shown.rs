//! An exchange ready to be looked at, and a request ready to be sent.

use super::document::Document;
use super::document::Shape;
use super::pretty;
use crate::model::Exchange;
use crate::model::ExchangeId;
use crate::model::Via;
use crate::profiles::Composed;
use crate::wire::ExactRequest;
use crate::wire::escape;
use std::sync::Arc;

/// An exchange with its bytes read for the screen.
#[derive(Debug)]
pub struct Shown {
    /// The exchange.
    pub exchange: Exchange,
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
        Self { exchange, sent, received, body }
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

    /// The same under another number.
    #[must_use]
    pub fn numbered(mut self, id: ExchangeId) -> Self {
        self.exchange.id = id;
        self
    }

    /// `POST /crm/rest/v1/files`, harmless and short; a query may hold secrets and is left out.
    #[must_use]
    pub fn title(&self) -> String {
        let request = &self.exchange.request;
        let target = request.target();
        let path = target.split(|b| *b == b'?').next().unwrap_or_default();
        let query = if path.len() < target.len() { "?…" } else { "" };
        format!("{} {}{query}", escape::visible(request.method()), escape::visible(path))
    }
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
