//! One exchange in a list: enough to choose it by, and where its bytes are.

use super::opened::Opened;
use super::shown::title;
use crate::engine::Caught;
use crate::history::Found;
use crate::history::Marked;
use crate::history::Query;
use crate::model::Exchange;
use crate::model::ExchangeId;
use crate::semantics::outline;
use crate::wire::escape::visible;
use std::sync::Arc;

/// A line of a list.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Tells it from all others that its list ever had; a list that grows gives it itself.
    pub key: u64,
    /// What a person calls it by: `#0` in a file, the history's number, `#3` for the third of this session.
    pub number: String,
    /// The method and the path, without a query; or the name that its source gives.
    pub title: String,
    /// The method, made harmless.
    pub method: String,
    /// The host, likewise; empty where none is known.
    pub host: String,
    /// The status, where an answer came.
    pub status: Option<u16>,
    /// What its client calls itself, or where it comes from.
    pub client: String,
    /// The lengths of request and answer, in bytes.
    pub lengths: Option<(u64, u64)>,
    /// Whether something about it is irregular.
    pub flagged: bool,
    /// What is to be told beside its bytes.
    pub remarks: Vec<String>,
    /// How the history marks it.
    pub mark: Option<Marked>,
    /// A person's own words, as typed.
    pub note: String,
    /// Where its bytes are.
    pub place: Place,
}

/// Where the bytes of an entry are.
#[derive(Clone, Debug)]
pub enum Place {
    /// Here, ready to be shown.
    Ready(Arc<Opened>),
    /// In a large file, under this input; read when asked for.
    File(String),
    /// In the history, under this number.
    Kept(ExchangeId),
    /// Here, not yet read for the screen.
    Held(Arc<Exchange>),
    /// Nowhere any more: let go to stay within memory, where there is no history.
    Gone,
}

impl Entry {
    /// A request of a file or a pasted text, the one of that place in it.
    #[must_use]
    pub fn of_opened(at: usize, one: Opened) -> Self {
        let exchange = one.shown.as_ref().ok().map(|shown| &shown.exchange);
        let is_well = one.warnings.is_empty() && (exchange.is_some() || one.unread.is_some());
        Self {
            key: at as u64,
            number: format!("#{at}"),
            title: one.title(),
            method: exchange.map_or_else(String::new, |e| visible(e.request.method())),
            host: exchange.map_or_else(String::new, host),
            status: exchange.and_then(Exchange::status),
            client: String::new(),
            lengths: None,
            flagged: !is_well,
            remarks: Vec::new(),
            mark: None,
            note: String::new(),
            place: match &one.unread {
                Some(input) => Place::File(input.clone()),
                None => Place::Ready(Arc::new(one)),
            },
        }
    }

    /// What the history found.
    #[must_use]
    pub fn of_found(found: Found) -> Self {
        Self {
            key: found.id.0,
            number: found.id.0.to_string(),
            title: format!("{} {}", found.method, outline(found.target.as_bytes())),
            host: found
                .endpoint
                .map(|to| visible(to.authority().as_bytes()))
                .or(found.asked_host)
                .unwrap_or_default(),
            method: found.method,
            status: found.status,
            client: visible(found.label.as_bytes()),
            lengths: Some(found.lengths),
            flagged: !found.ended_well,
            remarks: Vec::new(),
            mark: found.mark,
            note: found.note,
            place: Place::Kept(found.id),
        }
    }

    /// What a capture recorded. Its bytes stay in memory only where the history has not got them.
    #[must_use]
    pub fn of_caught(caught: Caught) -> Self {
        let remarks: Vec<String> =
            caught.remarks().iter().map(|words| visible(words.as_bytes())).collect();
        let exchange = caught.exchange;
        let request = &exchange.request;
        Self {
            key: 0,
            number: if caught.kept { exchange.id.0.to_string() } else { exchange.id.to_string() },
            title: title(request),
            method: visible(request.method()),
            host: host(&exchange),
            status: exchange.status(),
            client: visible(exchange.label.as_bytes()),
            lengths: Some(exchange.lengths()),
            flagged: !remarks.is_empty(),
            remarks,
            mark: None,
            note: String::new(),
            place: if caught.kept {
                Place::Kept(exchange.id)
            } else {
                Place::Held(Arc::new(exchange))
            },
        }
    }

    /// Its number in the history.
    #[must_use]
    pub const fn kept(&self) -> Option<ExchangeId> {
        match &self.place {
            Place::Kept(id) => Some(*id),
            _ => None,
        }
    }

    /// Whether it passes what can be told without its bytes: all but the text.
    #[must_use]
    pub fn passes(&self, query: &Query) -> bool {
        let host = |wanted: &String| self.host.to_lowercase().contains(&wanted.to_lowercase());
        query.method.as_ref().is_none_or(|method| self.method.eq_ignore_ascii_case(method))
            && query.host.as_ref().is_none_or(host)
            && query.status.as_ref().is_none_or(|s| self.status.is_some_and(|is| s.contains(&is)))
            && query.mark.is_none_or(|mark| self.mark == Some(mark))
    }

    /// Whether the text (in lower case) stands in the line, or in bytes that are in memory.
    #[must_use]
    pub fn holds(&self, wanted: &str) -> bool {
        let words = [&self.title, &self.host, &self.client, &self.note];
        words.iter().any(|word| word.to_lowercase().contains(wanted))
            || match &self.place {
                Place::Ready(one) => one.holds(wanted),
                Place::Held(exchange) => holds(exchange, wanted),
                Place::File(_) | Place::Kept(_) | Place::Gone => false,
            }
    }
}

/// Whether the bytes of either side hold the text, any case (ASCII); `wanted` is in lower case.
#[must_use]
pub fn holds(exchange: &Exchange, wanted: &str) -> bool {
    let within =
        |bytes: &[u8]| memchr::memmem::find(&bytes.to_ascii_lowercase(), wanted.as_bytes());
    within(&exchange.request.bytes).is_some() || within(&exchange.received).is_some()
}

fn host(exchange: &Exchange) -> String {
    let named = exchange.endpoint.as_ref().map(|to| visible(to.authority().as_bytes()));
    let field = || visible(exchange.request.first("host").unwrap_or_default());
    named.unwrap_or_else(field)
}
