//! The contract of a client profile: its card, what it composes, how it goes on, and what it adds unasked.

use crate::model::Draft;
use crate::model::FileError;
use crate::model::Surroundings;
use crate::wire::ExactResponse;
use crate::wire::Span;

/// Who put a line of a composed request there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Author {
    /// The user typed it (header, method, URL, body).
    You,
    /// The client of this name adds it unasked.
    Client(&'static str),
    /// The client works it out from what the user gave; the text says from what, as `the body's length`.
    Computed(&'static str),
}

/// A request as one client would put it on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composed {
    /// The whole message.
    pub bytes: Vec<u8>,
    /// Who wrote each line, line ends included; the spans tile `bytes`, the body being one more line.
    pub authors: Vec<(Span, Author)>,
    /// What differs from one sending to the next: boundaries, tokens. In wire order.
    pub volatile: Vec<Span>,
    /// What this client changed, refused to take along, or cannot be asked for in this way.
    pub warnings: Vec<String>,
    /// The absolute URL that this request is for: scheme, host and port say where to dial.
    pub url: Vec<u8>,
}

/// What a client is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProfileCard {
    /// The name in `--as` and in `why4xx identify`.
    pub id: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// The version whose bytes this profile writes.
    pub version: &'static str,
    /// One sentence.
    pub about: &'static str,
    /// Whether it rests on documentation only, without a recording.
    pub documented_only: bool,
}

impl ProfileCard {
    /// A client that was recorded.
    pub(super) const fn recorded(
        id: &'static str,
        name: &'static str,
        version: &'static str,
        about: &'static str,
    ) -> Self {
        Self { id, name, version, about, documented_only: false }
    }

    /// A client known from documentation and source only.
    pub(super) const fn documented(
        id: &'static str,
        name: &'static str,
        version: &'static str,
        about: &'static str,
    ) -> Self {
        Self { id, name, version, about, documented_only: true }
    }
}

/// A header that a client sends without being asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Habit {
    /// The name as this client spells it.
    pub header: &'static str,
    /// What its value looks like.
    pub value: HabitValue,
    /// When it is sent.
    pub when: HabitTime,
}

/// What the value of a client's own header looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HabitValue {
    /// Always this text.
    Fixed(&'static str),
    /// One of these texts, after the kind of body.
    OneOf(&'static [&'static str]),
    /// Another text each time (a token).
    Volatile,
    /// Worked out from the request (a length, a host).
    Computed,
    /// Product and version; starts with this text.
    UserAgent(&'static str),
}

/// When a client sends its own header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HabitTime {
    /// With every request.
    Always,
    /// With a body only.
    WithBody,
    /// Only in special cases (big bodies, redirects).
    Sometimes,
}

impl Habit {
    /// Sent with every request, always with this value.
    pub(super) const fn fixed(header: &'static str, value: &'static str) -> Self {
        Self { header, value: HabitValue::Fixed(value), when: HabitTime::Always }
    }

    /// Sent with every request, with one of these values.
    pub(super) const fn one_of(header: &'static str, values: &'static [&'static str]) -> Self {
        Self { header, value: HabitValue::OneOf(values), when: HabitTime::Always }
    }

    /// Sent with every request, worked out from it.
    pub(super) const fn computed(header: &'static str) -> Self {
        Self { header, value: HabitValue::Computed, when: HabitTime::Always }
    }

    /// Sent with a body, worked out from it.
    pub(super) const fn with_body(header: &'static str) -> Self {
        Self { header, value: HabitValue::Computed, when: HabitTime::WithBody }
    }

    /// Sent in special cases, with this value.
    pub(super) const fn sometimes(header: &'static str, value: &'static str) -> Self {
        Self { header, value: HabitValue::Fixed(value), when: HabitTime::Sometimes }
    }

    /// Sent in special cases, worked out from the request.
    pub(super) const fn at_times(header: &'static str) -> Self {
        Self { header, value: HabitValue::Computed, when: HabitTime::Sometimes }
    }

    /// A User-Agent that starts with this text.
    pub(super) const fn agent(header: &'static str, start: &'static str) -> Self {
        Self { header, value: HabitValue::UserAgent(start), when: HabitTime::Always }
    }

    /// Whether a header line could be this habit: the name in any case, the value as the habit writes it.
    #[must_use]
    pub fn explains(&self, name: &[u8], value: &[u8]) -> bool {
        name.eq_ignore_ascii_case(self.header.as_bytes())
            && match self.value {
                HabitValue::Fixed(text) => value == text.as_bytes(),
                HabitValue::OneOf(texts) => texts.iter().any(|text| value == text.as_bytes()),
                HabitValue::UserAgent(start) => value.starts_with(start.as_bytes()),
                HabitValue::Volatile | HabitValue::Computed => true,
            }
    }
}

/// Why a client would not send a draft.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    /// A file that the draft names cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The client refuses the URL.
    #[error("{client} refuses the URL: {reason}")]
    Url {
        /// The client's name.
        client: &'static str,
        /// Why.
        reason: String,
    },
    /// The client refuses a header.
    #[error("{client} refuses the header `{name}`: {reason}")]
    Header {
        /// The client's name.
        client: &'static str,
        /// The header's name, escaped.
        name: String,
        /// Why.
        reason: String,
    },
    /// The client refuses the body or the method with it.
    #[error("{client} refuses this request: {reason}")]
    Body {
        /// The client's name.
        client: &'static str,
        /// Why.
        reason: String,
    },
    /// The client has no way to say this.
    #[error("{client} has no facility for {what}")]
    NoFacility {
        /// The client's name.
        client: &'static str,
        /// What is missing.
        what: &'static str,
    },
    /// No client of that name is known.
    #[error("no client profile is called `{0}`")]
    UnknownClient(&'static str),
}

/// One HTTP client: what it would put on the wire.
pub trait ClientProfile: Sync {
    /// Its card.
    fn card(&self) -> &'static ProfileCard;

    /// The requests that this client sends for the draft, in order; more than one where a preflight comes first.
    fn compose(
        &self,
        draft: &Draft,
        with: &mut Surroundings<'_>,
    ) -> Result<Vec<Composed>, ComposeError>;

    /// What it sends next, after a redirect or a challenge; `None` where it stops.
    fn follow(&self, draft: &Draft, sent: &Composed, answer: &ExactResponse) -> Option<Composed>;

    /// The headers that it adds unasked, in its order.
    fn habits(&self) -> &'static [Habit];
}
