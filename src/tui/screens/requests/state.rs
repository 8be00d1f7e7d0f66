//! What the list of requests remembers: the requests, the cursor, the search, and where the preview stands.

use super::Action;
use crate::tui::opened::Opened;
use crate::tui::screens::panes::Focus;
use crate::tui::widgets::bytes_view::BytesView;
use crate::tui::widgets::list::ListState;
use std::sync::Arc;

/// The state of the list of requests.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Pane 0: the list, 1: the preview.
    pub focus: Focus,
    /// The cursor among the requests that pass the filter.
    pub list: ListState,
    /// What a request must hold, in lower case.
    pub filter: String,
    /// The requests, in the order of their source.
    pub all: Vec<Arc<Opened>>,
    /// The places of those that pass the filter.
    pub passing: Vec<usize>,
    /// Whether the preview shows the answer.
    pub answer: bool,
    /// What is to be done once the request at that place is read.
    pub then: Option<(usize, Action)>,
    /// Scrolling in the preview.
    pub view: BytesView,
}

impl State {
    /// Shows these.
    pub fn list(&mut self, all: Vec<Opened>) {
        let all: Vec<Arc<Opened>> = all.into_iter().map(Arc::new).collect();
        let passing = (0..all.len()).collect();
        *self = Self { all, passing, ..Self::default() };
    }

    /// Shows only those that hold the text.
    pub fn look_for(&mut self, text: &str) {
        self.filter = text.to_lowercase();
        let passes = |(at, one): (usize, &Arc<Opened>)| one.holds(&self.filter).then_some(at);
        self.passing = self.all.iter().enumerate().filter_map(passes).collect();
        self.list.clamp(self.passing.len());
    }

    /// The request under the cursor.
    #[must_use]
    pub fn chosen(&self) -> Option<&Arc<Opened>> {
        self.passing.get(self.list.at).and_then(|at| self.all.get(*at))
    }
}
