//! Two requests by meaning: one line for each difference, in the order in which they deserve to be read.

use super::decoded::Fact;
use super::decoded::facts;
use super::diff_equal::equal_lines;
use super::message::Message;
use super::message::Messages;
use super::role::Role;
use super::veil::Veil;
use crate::doctor::Diagnosis;
use crate::doctor::Difference;
use crate::doctor::difference::Change;
use crate::doctor::difference::DifferenceId;
use crate::doctor::difference::Noise;
use crate::doctor::difference::Place;
use crate::doctor::difference::Sided;
use crate::wire::ExactRequest;
use crate::wire::Span;
use crate::wire::escape::visible;

/// What stands between the two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Marker {
    /// Both are the same.
    Equal,
    /// The values differ.
    Value,
    /// Only the failing request has it.
    OnlyFailing,
    /// Only the good request has it.
    OnlyGood,
    /// The order differs.
    Order,
    /// Upper and lower case differ.
    Case,
    /// White space differs.
    Space,
    /// It is another one each time.
    Volatile,
}

impl Marker {
    /// Its sign, at most two columns wide.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Value => "~",
            Self::OnlyFailing => "−",
            Self::OnlyGood => "+",
            Self::Order => "⇄",
            Self::Case => "Aa",
            Self::Space => "␠",
            Self::Volatile => "✱",
        }
    }

    /// Its role.
    #[must_use]
    pub const fn role(self) -> Role {
        match self {
            Self::Equal | Self::Volatile => Role::Dim,
            Self::Value | Self::Space => Role::Changed,
            Self::OnlyFailing => Role::Removed,
            Self::OnlyGood => Role::Added,
            Self::Order | Self::Case => Role::Moved,
        }
    }
}

/// How much a line deserves to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DiffClass {
    /// It can matter.
    Matters,
    /// Honest clients differ so.
    Cosmetic,
    /// There is no difference.
    Equal,
}

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffLine {
    /// The difference that it shows; `None` for what is equal.
    pub id: Option<DifferenceId>,
    /// What stands between the sides.
    pub marker: Marker,
    /// How much it deserves to be read.
    pub class: DiffClass,
    /// Where it is, harmless.
    pub label: String,
    /// The failing side; veiled, but foreign bytes.
    pub failing: Option<Vec<u8>>,
    /// The good side, likewise.
    pub good: Option<Vec<u8>>,
    /// The failing side's bytes on the wire.
    pub failing_span: Option<Span>,
    /// The good side's.
    pub good_span: Option<Span>,
    /// What the values say when taken apart.
    pub(super) facts: Vec<Fact>,
    /// Why it hardly matters; empty where it may.
    pub remark: String,
}

/// All lines: what can matter first, then what hardly does, then what is equal.
#[derive(Clone, Debug, Default)]
pub struct DiffTable {
    /// The lines, by class; within one in the order of the request.
    pub lines: Vec<DiffLine>,
}

impl DiffTable {
    /// The table of a diagnosis and the two requests that it compares.
    #[must_use]
    pub fn build(
        diagnosis: &Diagnosis,
        (failing, good): (&ExactRequest, &ExactRequest),
        messages: &Messages,
        veil: &Veil,
    ) -> Self {
        let shown = |d: &Difference| line(d, messages, veil);
        let mut lines: Vec<DiffLine> = diagnosis.differences.iter().map(shown).collect();
        lines.extend(equal_lines(failing, good, messages, veil));
        lines.sort_by_key(|line| line.class);
        Self { lines }
    }

    /// How many lines there are of a class.
    #[must_use]
    pub fn count(&self, class: DiffClass) -> usize {
        self.lines.iter().filter(|line| line.class == class).count()
    }
}

fn line(difference: &Difference, messages: &Messages, veil: &Veil) -> DiffLine {
    let side = |sided: &Option<Sided>, message: Option<&Message>| {
        let sided = sided.as_ref()?;
        if told_by_name(&difference.place) {
            return Some(veil.bytes(&sided.text));
        }
        Some(veil.quoted(message?, sided.span, &sided.text))
    };
    let bytes = |sided: &Option<Sided>| sided.as_ref().map(|sided| sided.text.clone());
    let facts = difference.place.header().map(|name| {
        let (failing, good) = (bytes(&difference.failing), bytes(&difference.good));
        facts(name, failing.as_deref(), good.as_deref())
    });
    DiffLine {
        id: Some(difference.id),
        marker: marker(difference),
        class: if difference.is_harmless() { DiffClass::Cosmetic } else { DiffClass::Matters },
        label: label(&difference.place),
        failing: side(&difference.failing, Some(&messages.failing)),
        good: side(&difference.good, messages.good.as_ref()),
        failing_span: difference.failing.as_ref().map(|sided| sided.span),
        good_span: difference.good.as_ref().map(|sided| sided.span),
        facts: facts.filter(|_| !difference.is_harmless()).unwrap_or_default(),
        remark: remark(difference.noise),
    }
}

/// Whether a difference's text is made of names and kinds, so that the secrets at its span are not in it.
const fn told_by_name(place: &Place) -> bool {
    matches!(place, Place::HeaderOrder | Place::Framing | Place::BodyKind | Place::Scheme)
}

fn label(place: &Place) -> String {
    visible(place.to_string().as_bytes())
}

fn remark(noise: Noise) -> String {
    match noise {
        Noise::None => String::new(),
        Noise::ClientHabit("") => "clients do this by themselves".to_owned(),
        Noise::ClientHabit(client) => format!("{client} does this by itself"),
        Noise::Volatile => "another one each time".to_owned(),
        Noise::Spelling => "the same, spelled otherwise".to_owned(),
    }
}

fn marker(difference: &Difference) -> Marker {
    match difference.change {
        Change::Missing => Marker::OnlyGood,
        Change::Unexpected | Change::Repeated => Marker::OnlyFailing,
        Change::Recased => Marker::Case,
        Change::Moved => Marker::Order,
        Change::Altered if difference.noise == Noise::Volatile => Marker::Volatile,
        Change::Altered => {
            let bare = |sided: &Option<Sided>| -> Vec<u8> {
                let bytes = sided.iter().flat_map(|sided| sided.text.iter());
                bytes.copied().filter(|b| !b.is_ascii_whitespace()).collect()
            };
            let same = bare(&difference.failing) == bare(&difference.good);
            if same { Marker::Space } else { Marker::Value }
        }
    }
}
