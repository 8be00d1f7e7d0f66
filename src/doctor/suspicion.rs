//! A finding in the making: what a rule says, in the order one would tell it.

use super::card::Card;
use super::difference::Difference;
use super::evidence::Evidence;
use super::evidence::Mark;
use super::evidence::Side;
use super::finding::Finding;
use super::finding::Fix;
use super::finding::Reason;
use super::finding::Severity;
use crate::wire::Span;

/// Builds a [`Finding`]. The first reason is the rule's own: how much its defect alone weighs.
///
/// The scale of weights, for all rules: 6 breaks the request by the specification or is the very thing the server
/// quoted; 5 a server that minds it must refuse it; 4 usual cause where it stands; 3 plausible; 2 possible; 1 seldom.
#[derive(Debug)]
pub struct Suspicion {
    finding: Finding,
}

impl Suspicion {
    /// A cause that can make a server refuse the request, weighing `points` by itself.
    pub fn error(card: &'static Card, points: f32, because: impl Into<String>) -> Self {
        Self::new(card, Severity::Error, points, because.into())
    }

    /// Something worth a look.
    pub fn warning(card: &'static Card, points: f32, because: impl Into<String>) -> Self {
        Self::new(card, Severity::Warning, points, because.into())
    }

    /// Something that explains, and breaks nothing.
    pub fn info(card: &'static Card, points: f32, because: impl Into<String>) -> Self {
        Self::new(card, Severity::Info, points, because.into())
    }

    fn new(card: &'static Card, severity: Severity, points: f32, text: String) -> Self {
        let finding = Finding {
            card,
            severity,
            confidence: 0.0,
            reasons: vec![Reason { points, text }],
            evidence: Vec::new(),
            explanation: String::new(),
            fix: None,
            claims: Vec::new(),
        };
        Self { finding }
    }

    /// One more reason for (or, below zero, against) this cause.
    #[must_use]
    pub fn because(mut self, points: f32, text: impl Into<String>) -> Self {
        self.finding.reasons.push(Reason { points, text: text.into() });
        self
    }

    /// Marks bytes of the failing request (or, with an empty span, the place where something is absent).
    #[must_use]
    pub fn failing(self, span: Span, label: impl Into<String>) -> Self {
        self.mark(Side::Failing, span, label.into())
    }

    /// Marks bytes of the good request.
    #[must_use]
    pub fn good(self, span: Span, label: impl Into<String>) -> Self {
        self.mark(Side::Good, span, label.into())
    }

    /// Marks bytes of the response, in the offsets of the message given (interim responses included).
    #[must_use]
    pub fn response(self, span: Span, label: impl Into<String>) -> Self {
        self.mark(Side::Response, span, label.into())
    }

    fn mark(mut self, side: Side, span: Span, label: String) -> Self {
        let mark = if span.is_empty() { Mark::Gap(span) } else { Mark::At(span) };
        self.finding.evidence.push(Evidence { side, mark, label });
        self
    }

    /// Tells what happened. Quotes of foreign bytes in it must have passed [`quote`].
    #[must_use]
    pub fn explain(mut self, text: impl Into<String>) -> Self {
        self.finding.explanation = text.into();
        self
    }

    /// What mends it.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.finding.fix = Some(fix);
        self
    }

    /// Claims a difference, so that no leftover rule tells it again.
    #[must_use]
    pub fn claim(mut self, difference: &Difference) -> Self {
        self.finding.claims.push(difference.id);
        self
    }

    /// Claims several.
    #[must_use]
    pub fn claim_all<'a>(mut self, differences: impl IntoIterator<Item = &'a Difference>) -> Self {
        self.finding.claims.extend(differences.into_iter().map(|difference| difference.id));
        self
    }
}

impl From<Suspicion> for Finding {
    fn from(suspicion: Suspicion) -> Self {
        suspicion.finding
    }
}

/// Foreign bytes as a short harmless quotation. Never for secrets: name their header or field instead.
#[must_use]
pub(super) fn quote(bytes: &[u8]) -> String {
    const MOST: usize = 60;
    let mut text = String::new();
    for (count, glyph) in crate::wire::escape::glyphs(bytes).enumerate() {
        if count > MOST || text.chars().count() > MOST {
            text.push('…');
            break;
        }
        let room = MOST.saturating_sub(text.chars().count());
        let cut = glyph.text.chars().count() > room && glyph.text.chars().count() > 12;
        text.extend(glyph.text.chars().take(if cut { room } else { usize::MAX }));
        if cut {
            text.push('…');
            break;
        }
    }
    text
}
