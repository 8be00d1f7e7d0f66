//! What all screens share: presets, exchanges, marks, the diagnosis. Only `app.rs` and the news of work change it.

use super::effect::Dial;
use super::effect::SendPlan;
use super::entry::Entry;
use super::entry::Place;
use crate::engine;
use crate::model::Endpoint;
use crate::model::Expect;
use crate::model::Preset;
use crate::model::Variable;
use crate::model::vars::Lookup;
use crate::profiles::PROFILES;
use crate::wire::ExactRequest;
use crate::wire::escape;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

pub use super::diagnosed::Diagnosed;
pub use super::document::Document;
pub use super::shown::Preview;
pub use super::shown::Shown;

/// The shared facts.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The presets, shipped ones and the user's own.
    pub presets: Vec<Preset>,
    /// One sentence for each preset that could not be read.
    pub preset_errors: Vec<String>,
    /// The clients that can write a request: id and name, in the order of menus.
    pub clients: Vec<(&'static str, &'static str)>,
    /// The exchanges of this session, oldest first.
    pub exchanges: Vec<Arc<Shown>>,
    /// The one marked as failing.
    pub failing: Option<Arc<Shown>>,
    /// The one marked as known-good.
    pub good: Option<Arc<Shown>>,
    /// The failing ones before each fix that was tried, to go back to.
    pub before_fix: Vec<Arc<Shown>>,
    /// What the fix that is being tried mends, as a code or a place.
    pub trying: String,
    /// The exchange that a tried fix turned good, and the cause that it mended.
    pub mended: Option<(Arc<Shown>, String)>,
    /// The doctor's answer about the marked ones.
    pub diagnosed: Option<Arc<Diagnosed>>,
    /// What the endpoint is known to need, from the preset used last.
    pub expect: Expect,
    /// Variables' values given on the screen, by name.
    pub vars: Vec<(String, String)>,
    /// Where the practice server listens, once it does.
    pub practice: Option<Endpoint>,
    /// Where a capture listens, and what it does, while it does.
    pub listening: Option<Listening>,
    /// Whether secrets are masked.
    pub veiled: bool,
    /// Columns and rows of the screen.
    pub size: (u16, u16),
}

/// A capture that listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listening {
    /// Where.
    pub addr: SocketAddr,
    /// What answers, as `→ https://api.example.com`.
    pub answers: String,
}

impl fmt::Display for Listening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{} {}", self.addr, self.answers)
    }
}

impl Default for Facts {
    fn default() -> Self {
        let clients =
            PROFILES.iter().map(|profile| profile.card()).map(|card| (card.id, card.name));
        Self {
            presets: Vec::new(),
            preset_errors: Vec::new(),
            clients: clients.collect(),
            exchanges: Vec::new(),
            failing: None,
            good: None,
            before_fix: Vec::new(),
            trying: String::new(),
            mended: None,
            diagnosed: None,
            expect: Expect::default(),
            vars: Vec::new(),
            practice: None,
            listening: None,
            veiled: true,
            size: (80, 24),
        }
    }
}

impl Facts {
    /// A variable's value as given on the screen.
    #[must_use]
    pub fn var(&self, name: &str) -> Option<String> {
        self.vars.iter().rfind(|(given, _)| given == name).map(|(_, value)| value.clone())
    }

    /// Where a draft is to go: what is typed as `dial`, else the URL's own host.
    #[must_use]
    pub fn dial(&self, dial: &str, url: &[u8]) -> Dial {
        if dial == "practice" {
            return self.practice.clone().map_or(Dial::Practice, Dial::Endpoint);
        }
        let url = if dial.is_empty() { escape::visible(url) } else { dial.to_owned() };
        Endpoint::from_url(&url).map_or(Dial::Unknown, Dial::Endpoint)
    }

    /// Where exact bytes are to go: where they went before, else what their target or `Host` says.
    #[must_use]
    pub fn dial_exact(&self, known: Option<&Endpoint>, request: &ExactRequest) -> Dial {
        if let Some(endpoint) = known {
            return Dial::Endpoint(endpoint.clone());
        }
        engine::presumed_endpoint(request).map_or(Dial::Unknown, Dial::Endpoint)
    }

    /// Whether an exchange bears a mark, as the letter that lists show: `F` failing, `G` known-good.
    #[must_use]
    pub fn mark_of(&self, shown: &Shown) -> Option<char> {
        let is = |marked: &Option<Arc<Shown>>| {
            marked.as_ref().is_some_and(|marked| marked.exchange.id == shown.exchange.id)
        };
        if is(&self.failing) {
            Some('F')
        } else if is(&self.good) {
            Some('G')
        } else {
            None
        }
    }

    /// Whether an entry of a list bears a mark of this session, as the letter that lists show.
    #[must_use]
    pub fn mark_of_entry(&self, entry: &Entry) -> Option<char> {
        let is = |marked: &Option<Arc<Shown>>| {
            marked.as_ref().is_some_and(|marked| match &entry.place {
                Place::Ready(one) => {
                    one.shown.as_ref().is_ok_and(|one| one.exchange.id == marked.exchange.id)
                }
                Place::Held(exchange) => exchange.id == marked.exchange.id,
                Place::Kept(id) => marked.kept == Some(*id),
                Place::File(_) | Place::Gone => false,
            })
        };
        let letters = [(&self.failing, 'F'), (&self.good, 'G')];
        letters.into_iter().find(|(marked, _)| is(marked)).map(|(_, letter)| letter)
    }

    /// The same bytes once more, to where they went or say that they go.
    #[must_use]
    pub fn again(&self, shown: &Shown) -> SendPlan {
        let exchange = &shown.exchange;
        SendPlan {
            to: self.dial_exact(exchange.endpoint.as_ref(), &exchange.request),
            bytes: exchange.request.bytes.clone(),
            label: exchange.label.clone(),
        }
    }

    /// Takes an exchange into the session's list, or the newer state of one that is there.
    pub fn keep(&mut self, shown: Arc<Shown>) {
        let known = self.exchanges.iter().position(|old| old.exchange.id == shown.exchange.id);
        match known.and_then(|at| self.exchanges.get_mut(at)) {
            Some(old) => *old = shown,
            None => self.exchanges.push(shown),
        }
    }
}

/// Bytes as text for a clipboard: as they are where they are text, else with `\xE9` for what is none.
#[must_use]
pub fn copied(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| escape::lossy_hex(bytes), str::to_owned)
}

/// Whether a variable's value is to be masked: declared so, or, undeclared, named like a secret.
#[must_use]
pub fn is_secret_var(name: &str, declared: &[Variable]) -> bool {
    Lookup::new(&[], &|_| None, declared).is_secret(name)
}
