//! The screens: one folder each, with state, update and view. A screen sees the facts and itself, never another.

pub mod ask;
pub mod doctor;
pub mod draft;
pub mod exchange;
pub mod lists;
pub mod panes;
pub mod presets;
pub mod reading;

/// The screens by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScreenId {
    /// Presets and the exchanges of this session.
    Presets,
    /// A request being made.
    Draft,
    /// A request and what came back.
    Exchange,
    /// The doctor's answer.
    Doctor,
    /// The requests of a file or a pasted text.
    Requests,
    /// What a capture records.
    Capture,
    /// What was sent and captured before.
    History,
}

impl ScreenId {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Presets,
        Self::Draft,
        Self::Exchange,
        Self::Doctor,
        Self::Requests,
        Self::Capture,
        Self::History,
    ];

    /// The screens that list exchanges.
    pub const LISTS: &'static [Self] = &[Self::Requests, Self::Capture, Self::History];

    /// Its name in the first line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Presets => "presets",
            Self::Draft => "request",
            Self::Exchange => "exchange",
            Self::Doctor => "doctor",
            Self::Requests => "requests",
            Self::Capture => "capture",
            Self::History => "history",
        }
    }
}
