//! What a list of exchanges remembers: its entries, the cursor, the search, and the bytes of the one looked at.

use super::Action;
use crate::history::Query;
use crate::model::ExchangeId;
use crate::tui::entry::Entry;
use crate::tui::entry::Place;
use crate::tui::opened::Opened;
use crate::tui::screens::panes::Focus;
use crate::tui::widgets::bytes_view::BytesView;
use crate::tui::widgets::list::ListState;
use std::collections::HashSet;
use std::sync::Arc;

/// Where a list comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Source {
    /// A file or a pasted text.
    #[default]
    File,
    /// A capture that runs, or ran in this session.
    Capture,
    /// The history.
    History,
}

/// How many exchanges of the history are read at a time.
pub const PAGE: usize = 200;

/// How many entries a capture's list holds; older ones are in the history.
const MOST_CAPTURED: usize = 10_000;

/// How many bytes of exchanges are held that the history has not got.
const MOST_HELD: usize = 64 * 1024 * 1024;

/// Whether the history is being asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Finding {
    /// It is not.
    #[default]
    No,
    /// It is.
    Asked,
    /// It is, and is to be asked once more: something changed meanwhile.
    Stale,
}

/// The state of a list.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Where the list comes from.
    pub source: Source,
    /// Pane 0: the list, 1: the preview.
    pub focus: Focus,
    /// The cursor among the entries that pass the filter.
    pub list: ListState,
    /// The filter as typed.
    pub filter: String,
    /// The filter as read.
    pub query: Query,
    /// The entries in the order of the list.
    pub all: Vec<Arc<Entry>>,
    /// The places of those that pass the filter.
    pub passing: Vec<usize>,
    /// Those whose bytes hold the text, as the history says.
    pub found: HashSet<ExchangeId>,
    /// Whether the history is being asked.
    pub finding: Finding,
    /// Whether the list goes on behind its last entry.
    pub more: bool,
    /// Whether the preview shows the answer.
    pub answer: bool,
    /// Whether the cursor stays on the newest entry.
    pub follow: bool,
    /// The bytes that are being read, by their entry's key.
    pub asked: Option<u64>,
    /// What is to be done once the entry of that key is read.
    pub then: Option<(u64, Action)>,
    /// The bytes read last, by their entry's key.
    pub peeked: Option<(u64, Arc<Opened>)>,
    /// Scrolling in the preview.
    pub view: BytesView,
    /// The entry that was under the cursor last, by its key.
    pub seen: Option<u64>,
    /// The newest number that the history is known to hold.
    pub newest: Option<ExchangeId>,
    /// Why the history could not be asked.
    pub problem: Option<String>,
    /// The bytes held by entries.
    held: usize,
    /// How many entries were added one by one: their keys, whatever capture they come from.
    added: u64,
    /// How many entries were let go.
    pub let_go: u64,
}

impl State {
    /// An empty list.
    #[must_use]
    pub fn of(source: Source) -> Self {
        Self { source, follow: source == Source::Capture, ..Self::default() }
    }

    /// Shows the requests of a file.
    pub fn list(&mut self, all: Vec<Opened>) {
        let entries = all.into_iter().enumerate().map(|(at, one)| Entry::of_opened(at, one));
        *self = Self { all: entries.map(Arc::new).collect(), ..Self::of(Source::File) };
        self.sift();
    }

    /// Adds what a capture brought; the cursor follows where it is to.
    pub fn add(&mut self, mut entry: Entry) {
        self.added += 1;
        entry.key = self.added;
        self.held += held(&entry);
        let passes = self.lets_pass(&entry);
        self.all.push(Arc::new(entry));
        if passes {
            self.passing.push(self.all.len() - 1);
        }
        self.make_room();
        if self.follow {
            self.to_newest();
        }
    }

    /// Lets the oldest go, where there are more than the list or the memory is meant for.
    fn make_room(&mut self) {
        if self.all.len() > MOST_CAPTURED {
            // A tenth at once: each time is a pass over all.
            let old = MOST_CAPTURED / 10;
            self.let_go += old as u64;
            let gone: usize = self.all.drain(..old).map(|entry| held(&entry)).sum();
            self.held -= gone;
            self.sift();
        }
        let mut at = 0;
        while self.held > MOST_HELD
            && let Some(entry) = self.all.get_mut(at)
        {
            let size = held(entry);
            if size > 0 {
                self.held -= size;
                Arc::make_mut(entry).place = Place::Gone;
            }
            at += 1;
        }
    }

    /// Finds anew which entries pass.
    pub fn sift(&mut self) {
        let passes = |(at, one): (usize, &Arc<Entry>)| self.lets_pass(one).then_some(at);
        self.passing = self.all.iter().enumerate().filter_map(passes).collect();
        let is_seen = |at: &usize| self.all.get(*at).map(|one| one.key) == self.seen;
        if self.follow {
            self.to_newest();
        } else if let Some(at) = self.passing.iter().position(is_seen) {
            self.list.at = at;
        } else {
            self.list.clamp(self.passing.len());
        }
    }

    /// Puts the cursor on the newest entry.
    pub fn to_newest(&mut self) {
        self.list.at = match self.source {
            Source::History => 0,
            Source::Capture | Source::File => self.passing.len().saturating_sub(1),
        };
    }

    /// Whether the cursor is on the newest entry.
    #[must_use]
    pub fn is_at_newest(&self) -> bool {
        match self.source {
            Source::History => self.list.at == 0,
            Source::Capture | Source::File => self.list.at + 1 >= self.passing.len(),
        }
    }

    fn lets_pass(&self, entry: &Entry) -> bool {
        if self.source == Source::History {
            // The history was asked with the whole query.
            return true;
        }
        let text = self.query.text.as_ref().map(|text| text.to_lowercase());
        entry.passes(&self.query)
            && text.is_none_or(|text| {
                entry.holds(&text) || entry.kept().is_some_and(|id| self.found.contains(&id))
            })
    }

    /// The entry under the cursor.
    #[must_use]
    pub fn chosen(&self) -> Option<&Arc<Entry>> {
        self.passing.get(self.list.at).and_then(|at| self.all.get(*at))
    }

    /// The bytes of the entry under the cursor, where they are here.
    #[must_use]
    pub fn content(&self) -> Option<&Arc<Opened>> {
        let entry = self.chosen()?;
        match &entry.place {
            Place::Ready(one) => Some(one),
            _ => self.peeked.as_ref().filter(|(key, _)| *key == entry.key).map(|(_, one)| one),
        }
    }

    /// Changes the entry that the history has under that number.
    pub fn change_kept(&mut self, id: ExchangeId, change: impl FnOnce(&mut Entry)) {
        if let Some(entry) = self.all.iter_mut().find(|entry| entry.kept() == Some(id)) {
            change(Arc::make_mut(entry));
        }
    }

    /// Takes the entries out that the history has no longer.
    pub fn forget(&mut self, gone: &[ExchangeId]) {
        self.all.retain(|entry| entry.kept().is_none_or(|id| !gone.contains(&id)));
        self.sift();
    }
}

/// The bytes that an entry holds in memory because the history has not got them.
fn held(entry: &Entry) -> usize {
    match &entry.place {
        Place::Held(exchange) => exchange.request.bytes.len() + exchange.received.len(),
        _ => 0,
    }
}
