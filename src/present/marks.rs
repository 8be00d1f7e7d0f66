//! Marks: syntax, change, evidence and secrets laid over each other by span, so that one row can show them all.

use super::role::Role;
use super::row::Roles;
use crate::wire::Piece;
use crate::wire::PieceKind;
use crate::wire::Span;

/// One layer: spans with a role, in order and apart from each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layer(Vec<(Span, Role)>);

impl Layer {
    /// A layer of these spans; empty ones are left out, of overlapping ones the earlier keeps its bytes.
    #[must_use]
    pub fn new(mut runs: Vec<(Span, Role)>) -> Self {
        runs.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        let mut end = 0;
        runs.retain_mut(|(span, _)| {
            *span = Span::new(span.start.max(end), span.end);
            end = end.max(span.end);
            !span.is_empty()
        });
        Self(runs)
    }

    /// The role of the byte at `at`, and the offset up to which nothing changes.
    fn at(&self, at: u32) -> (Option<Role>, u32) {
        let next = self.0.partition_point(|(span, _)| span.start <= at);
        let until = self.0.get(next).map_or(u32::MAX, |(span, _)| span.start);
        match next.checked_sub(1).and_then(|index| self.0.get(index)) {
            Some((span, role)) if at < span.end => (Some(*role), span.end),
            _ => (None, until),
        }
    }

    /// The run that covers the byte at `at`.
    pub(super) fn covering(&self, at: u32) -> Option<Span> {
        let next = self.0.partition_point(|(span, _)| span.start <= at);
        let (span, _) = next.checked_sub(1).and_then(|index| self.0.get(index))?;
        span.contains(at).then_some(*span)
    }
}

/// Everything that is laid over the bytes of one message. Offsets are the message's.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// What the bytes are.
    pub syntax: Layer,
    /// How they differ from the other message.
    pub change: Layer,
    /// Which of them prove a finding.
    pub evidence: Layer,
    /// Which of them are secret.
    pub secrets: Layer,
    /// Places between two bytes where something is absent, in order.
    pub gaps: Vec<u32>,
    /// Whether secrets are drawn as masks.
    pub veiled: bool,
}

impl Marks {
    /// The syntax of a message's pieces; veiled, with no secret known yet.
    #[must_use]
    pub fn of_pieces(pieces: &[Piece]) -> Self {
        let runs = pieces.iter().map(|piece| (piece.span, role_of(piece.kind))).collect();
        Self { syntax: Layer(runs), veiled: true, ..Self::default() }
    }

    /// The same with these secrets.
    #[must_use]
    pub fn with_secrets(mut self, secrets: &[Span]) -> Self {
        self.secrets = Layer::new(secrets.iter().map(|span| (*span, Role::Secret)).collect());
        self
    }

    /// Cuts `span` where a role changes: the parts in order, each with its roles and whether it is secret.
    #[must_use]
    pub fn cut(&self, span: Span) -> Vec<(Span, Roles, bool)> {
        let mut parts = Vec::new();
        let mut at = span.start;
        while at < span.end {
            let layers = [&self.syntax, &self.change, &self.evidence, &self.secrets];
            let [syntax, change, evidence, secret] = layers.map(|layer| layer.at(at));
            let until = [syntax.1, change.1, evidence.1, secret.1, span.end];
            let end = until.into_iter().min().unwrap_or(span.end).max(at + 1);
            let roles = Roles {
                syntax: secret.0.or(syntax.0).unwrap_or_default(),
                change: change.0,
                evidence: evidence.0,
            };
            parts.push((Span::new(at, end), roles, secret.0.is_some()));
            at = end;
        }
        parts
    }

    /// The roles of one character, wherever in it a mark begins.
    pub(super) fn over(&self, span: Span) -> (Roles, bool) {
        let parts = self.cut(span);
        let Some((_, first, _)) = parts.first() else { return (Roles::default(), false) };
        let roles = Roles {
            syntax: first.syntax,
            change: parts.iter().find_map(|(_, roles, _)| roles.change),
            evidence: parts.iter().find_map(|(_, roles, _)| roles.evidence),
        };
        (roles, parts.iter().any(|(_, _, secret)| *secret))
    }
}

const fn role_of(kind: PieceKind) -> Role {
    match kind {
        PieceKind::Method => Role::Method,
        PieceKind::Target => Role::Target,
        PieceKind::Version => Role::Version,
        PieceKind::Status | PieceKind::Reason => Role::Status,
        PieceKind::FieldName => Role::Name,
        PieceKind::FieldValue | PieceKind::Fold => Role::Value,
        PieceKind::Body | PieceKind::ChunkData => Role::Body,
        PieceKind::Stray | PieceKind::Surplus => Role::Stray,
        PieceKind::Colon
        | PieceKind::Space
        | PieceKind::LineEnd
        | PieceKind::HeadEnd
        | PieceKind::ChunkSize
        | PieceKind::ChunkExtension => Role::Punctuation,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::ExactRequest;

    #[test]
    fn layers_lie_over_each_other() {
        let request = ExactRequest::parse("GET /a HTTP/1.1\r\nX: secret\r\n\r\n");
        let mut marks = Marks::of_pieces(&request.pieces).with_secrets(&[Span::new(20, 26)]);
        marks.evidence = Layer::new(vec![(Span::new(17, 23), Role::Evidence)]);
        let parts = marks.cut(Span::new(17, 26));
        let seen: Vec<_> = parts
            .iter()
            .map(|(span, roles, secret)| {
                (request.text(*span), roles.syntax, roles.evidence.is_some(), *secret)
            })
            .collect();
        assert_eq!(
            seen,
            [
                (&b"X"[..], Role::Name, true, false),
                (b":", Role::Punctuation, true, false),
                (b" ", Role::Punctuation, true, false),
                (b"sec", Role::Secret, true, true),
                (b"ret", Role::Secret, false, true),
            ]
        );
    }

    #[test]
    fn overlapping_runs_are_set_apart() {
        let layer =
            Layer::new(vec![(Span::new(2, 6), Role::Added), (Span::new(0, 4), Role::Removed)]);
        assert_eq!(layer.at(3), (Some(Role::Removed), 4));
        assert_eq!(layer.at(4), (Some(Role::Added), 6));
        assert_eq!(layer.at(9), (None, u32::MAX));
    }
}
