//! What the exchange screen remembers: which exchange, which view of it, and where one has scrolled to.

use crate::tui::facts::Shown;
use crate::tui::screens::panes::Focus;
use crate::tui::widgets::bytes_view::BytesView;
use std::sync::Arc;

/// The views of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Received {
    /// Every byte as it came.
    #[default]
    Bytes,
    /// The content: unchunked, decompressed, JSON laid out.
    Body,
    /// The times, as a waterfall.
    Times,
    /// The certificate and the connection.
    Tls,
}

impl Received {
    /// All of them with their names, in the order of the tabs.
    pub const ALL: &'static [(Self, &'static str)] = &[
        (Self::Bytes, "bytes"),
        (Self::Body, "body"),
        (Self::Times, "times"),
        (Self::Tls, "connection"),
    ];

    /// Its place among the tabs.
    #[must_use]
    pub fn place(self) -> usize {
        Self::ALL.iter().position(|(view, _)| *view == self).unwrap_or(0)
    }

    /// The view behind it.
    #[must_use]
    pub fn next(self) -> Self {
        let next = (self.place() + 1) % Self::ALL.len();
        Self::ALL.get(next).map_or(Self::Bytes, |(view, _)| *view)
    }
}

/// The state of the exchange screen.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// The exchange looked at.
    pub shown: Option<Arc<Shown>>,
    /// Pane 0: sent, 1: received.
    pub focus: Focus,
    /// The view of the answer.
    pub received: Received,
    /// Scrolling in what was sent.
    pub sent_view: BytesView,
    /// Scrolling in what came.
    pub received_view: BytesView,
    /// Scrolling in the content.
    pub body_view: BytesView,
}

impl State {
    /// Looks at another exchange.
    pub fn look(&mut self, shown: Arc<Shown>) {
        *self = Self { shown: Some(shown), received: Received::Bytes, ..Self::default() };
        self.focus.pane = 1;
    }

    /// The view of bytes that has the focus.
    pub fn viewer(&mut self) -> &mut BytesView {
        match (self.focus.pane, self.received) {
            (0, _) => &mut self.sent_view,
            (_, Received::Body) => &mut self.body_view,
            _ => &mut self.received_view,
        }
    }
}
